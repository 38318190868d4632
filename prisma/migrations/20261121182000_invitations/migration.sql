-- An offer of a role to whoever can read the mail of an address. The link's token is kept as its HMAC alone. All moments
-- are real time: moving business time neither prolongs nor ends an offer.
CREATE TABLE "invitation" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "token_hash" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "invited_by" TEXT NOT NULL,
    "sent_count" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "accepted_by_id" TEXT,

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "invitation_token_hash_key" ON "invitation"("token_hash");
CREATE INDEX "invitation_organization_id_created_at_id_idx" ON "invitation"("organization_id", "created_at" DESC, "id");
CREATE INDEX "invitation_organization_id_sent_at_idx" ON "invitation"("organization_id", "sent_at");
-- One open offer to an address: a second one would be a second link.
CREATE UNIQUE INDEX "invitation_one_open" ON "invitation" ("organization_id", "email") WHERE "status" = 'OPEN';
ALTER TABLE "invitation"
  ADD CONSTRAINT "invitation_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "invitation_accepted_by_id_fkey" FOREIGN KEY ("accepted_by_id") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "invitation_email_lower" CHECK ("email" = lower("email") AND length("email") BETWEEN 3 AND 255),
  ADD CONSTRAINT "invitation_role" CHECK ("role" <> 'OWNER'),
  ADD CONSTRAINT "invitation_status" CHECK ("status" IN ('OPEN', 'ACCEPTED', 'REVOKED')),
  ADD CONSTRAINT "invitation_ended" CHECK (("status" = 'OPEN') = ("ended_at" IS NULL)),
  ADD CONSTRAINT "invitation_accepted" CHECK (("status" = 'ACCEPTED') = ("accepted_by_id" IS NOT NULL)),
  ADD CONSTRAINT "invitation_times" CHECK ("sent_at" >= "created_at" AND "expires_at" > "sent_at"),
  ADD CONSTRAINT "invitation_sent_count" CHECK ("sent_count" BETWEEN 1 AND 10);

-- Used once: what was accepted or withdrawn stays so.
CREATE FUNCTION "invitation_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."status" <> 'OPEN' AND (NEW."status", NEW."role", NEW."token_hash", NEW."accepted_by_id") IS DISTINCT FROM
     (OLD."status", OLD."role", OLD."token_hash", OLD."accepted_by_id") THEN
    RAISE EXCEPTION 'an invitation that has ended stays as it is' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "invitation_guard" BEFORE UPDATE ON "invitation" FOR EACH ROW EXECUTE FUNCTION "invitation_guard"();
REVOKE ALL ON FUNCTION "invitation_guard"() FROM PUBLIC;

-- Members are read page by page, longest first.
CREATE INDEX "membership_organization_id_created_at_id_idx" ON "membership"("organization_id", "created_at", "id");

GRANT SELECT, INSERT, UPDATE ON "invitation" TO "weir_app";
