-- Whose change of plan is being made at Stripe just now. Between the preview that has to hold and the change that it is for
-- lies a call to somebody else, which no lock of a transaction can span; so the turn is a row, with an end in real time.
CREATE TABLE "change_turn" (
    "organization_id" TEXT NOT NULL,
    "change_id" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "change_turn_pkey" PRIMARY KEY ("organization_id")
);
ALTER TABLE "change_turn"
  ADD CONSTRAINT "change_turn_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

GRANT SELECT, INSERT, UPDATE, DELETE ON "change_turn" TO "weir_app";
