-- To whom bills are made out, besides the organization's name and e-mail.
CREATE TABLE "billing_details" (
    "organization_id" TEXT NOT NULL,
    "tax_id_type" TEXT,
    "tax_id_value" TEXT,
    "stripe_tax_id" TEXT,
    "replaced_tax_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "line1" TEXT,
    "line2" TEXT,
    "city" TEXT,
    "state" TEXT,
    "postal_code" TEXT,
    "country" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "billing_details_pkey" PRIMARY KEY ("organization_id")
);
ALTER TABLE "billing_details"
  ADD CONSTRAINT "billing_details_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "billing_details_tax_id" CHECK (num_nulls("tax_id_type", "tax_id_value") IN (0, 2)),
  ADD CONSTRAINT "billing_details_address" CHECK (num_nulls("line1", "city", "postal_code", "country") IN (0, 4)),
  ADD CONSTRAINT "billing_details_country" CHECK ("country" ~ '^[A-Z]{2}$');

GRANT SELECT, INSERT, UPDATE ON "billing_details" TO "weir_app";
