-- Codes that turn a plugin or a site into an installation. The code itself is nowhere: its HMAC under API_KEY_PEPPER is.
CREATE TABLE "activation_code" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "environment" "Environment" NOT NULL,
    "domain" TEXT,
    "code_hash" TEXT NOT NULL,
    "last_four" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "redeemed_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,

    CONSTRAINT "activation_code_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "activation_code_organization_id_created_at_id_idx" ON "activation_code"("organization_id", "created_at" DESC, "id");
CREATE INDEX "activation_code_domain_idx" ON "activation_code"("domain");
ALTER TABLE "activation_code"
  ADD CONSTRAINT "activation_code_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "activation_code_minutes" CHECK ("expires_at" > "created_at" AND "expires_at" <= "created_at" + interval '10 minutes'),
  ADD CONSTRAINT "activation_code_redeemed_in_time" CHECK ("redeemed_at" < "expires_at"),
  ADD CONSTRAINT "activation_code_one_end" CHECK ("redeemed_at" IS NULL OR "revoked_at" IS NULL),
  ADD CONSTRAINT "activation_code_revoked" CHECK (num_nulls("revoked_at", "revoked_by") IN (0, 2)),
  ADD CONSTRAINT "activation_code_domain" CHECK ("domain" = lower("domain") AND length("domain") BETWEEN 1 AND 260);

-- One installation for each code: whoever redeems second makes none. The tokens are derived from id and generation by HMAC.
CREATE TABLE "installation" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "activation_code_id" TEXT NOT NULL,
    "environment" "Environment" NOT NULL,
    "domain" TEXT NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "refreshed_at" TIMESTAMPTZ(3) NOT NULL,
    "last_ip" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,
    "revoked_because" TEXT,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "installation_activation_code_id_key" ON "installation"("activation_code_id");
CREATE INDEX "installation_organization_id_created_at_id_idx" ON "installation"("organization_id", "created_at" DESC, "id");
CREATE INDEX "installation_domain_idx" ON "installation"("domain");
ALTER TABLE "installation"
  ADD CONSTRAINT "installation_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "installation_activation_code_id_fkey" FOREIGN KEY ("activation_code_id") REFERENCES "activation_code"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "installation_generation" CHECK ("generation" >= 1),
  ADD CONSTRAINT "installation_lifetime" CHECK ("expires_at" > "created_at"),
  ADD CONSTRAINT "installation_revoked" CHECK (num_nulls("revoked_at", "revoked_by", "revoked_because") IN (0, 3)),
  ADD CONSTRAINT "installation_revoked_because" CHECK ("revoked_because" IN ('REVOKED', 'REUSE')),
  ADD CONSTRAINT "installation_domain" CHECK ("domain" = lower("domain") AND length("domain") BETWEEN 1 AND 260);

-- A token that was spent must stay spent, and what was revoked must stay revoked.
CREATE FUNCTION "keep_installation_spent"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."generation" < OLD."generation" OR NEW."generation" > OLD."generation" + 1 THEN
    RAISE EXCEPTION 'the generation of an installation moves on one by one' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD."revoked_at" IS NOT NULL AND ROW(NEW.*) IS DISTINCT FROM ROW(OLD.*) THEN
    RAISE EXCEPTION 'a revoked installation does not change' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "installation_spent" BEFORE UPDATE ON "installation" FOR EACH ROW EXECUTE FUNCTION "keep_installation_spent"();

CREATE TABLE "signing_key" (
    "kid" TEXT NOT NULL,
    "public_jwk" TEXT NOT NULL,
    "sealed_jwk" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "signs_from" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),

    CONSTRAINT "signing_key_pkey" PRIMARY KEY ("kid")
);
-- At most one key is without a successor.
CREATE UNIQUE INDEX "signing_key_last" ON "signing_key" (("ends_at" IS NULL)) WHERE "ends_at" IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON "activation_code", "installation", "signing_key" TO "weir_app";
