-- Staff that acts for a member of an organization: for a reason, for half an hour of security time, within one sign-in.
-- Of people it keeps ids alone, as the journal does: it outlives them.
CREATE TABLE "impersonation" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "staff_user_id" TEXT NOT NULL,
    "on_behalf_of" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_because" TEXT,

    CONSTRAINT "impersonation_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "impersonation"
  ADD CONSTRAINT "impersonation_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "impersonation_two_people" CHECK ("staff_user_id" <> "on_behalf_of"),
  ADD CONSTRAINT "impersonation_reason" CHECK (length("reason") BETWEEN 1 AND 500),
  ADD CONSTRAINT "impersonation_span" CHECK ("expires_at" > "started_at" AND "expires_at" <= "started_at" + interval '30 minutes'),
  ADD CONSTRAINT "impersonation_end" CHECK (("ended_at" IS NULL) = ("ended_because" IS NULL)
    AND coalesce("ended_because" IN ('ended', 'expired', 'signed_out', 'revoked', 'replaced'), true));
CREATE UNIQUE INDEX "impersonation_one_by_session" ON "impersonation" ("session_id") WHERE "ended_at" IS NULL;
CREATE INDEX "impersonation_open" ON "impersonation" ("expires_at") WHERE "ended_at" IS NULL;
CREATE INDEX "impersonation_organization_id_started_at_idx" ON "impersonation" ("organization_id", "started_at" DESC);

-- It can be ended, once; it is never prolonged, moved to somebody else, or opened again.
CREATE FUNCTION "impersonation_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."ended_at" IS NOT NULL OR to_jsonb(NEW) - 'ended_at' - 'ended_because' <> to_jsonb(OLD) - 'ended_at' - 'ended_because' THEN
    RAISE EXCEPTION 'an impersonation can only be ended' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "impersonation_guard" BEFORE UPDATE ON "impersonation" FOR EACH ROW EXECUTE FUNCTION "impersonation_guard"();
REVOKE ALL ON FUNCTION "impersonation_guard"() FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON "impersonation" TO "weir_app";

-- The console's list of organizations goes by name as well.
CREATE INDEX "organization_by_name" ON "organization" (lower("name"), "id");
