-- The second step of a sign-in: codes of an app on the person's phone, and ten codes on paper. Security time throughout.
CREATE TABLE "second_step" (
    "user_id" TEXT NOT NULL,
    -- What the app was given, encrypted with ENCRYPTION_KEY.
    "secret" TEXT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "enabled_at" TIMESTAMPTZ(3),
    -- The last thirty seconds, counted since 1970, of which a code was taken: none of them or before is taken again.
    "last_step" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "second_step_pkey" PRIMARY KEY ("user_id")
);
ALTER TABLE "second_step"
  ADD CONSTRAINT "second_step_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
  ADD CONSTRAINT "second_step_begun" CHECK ("enabled_at" IS NULL OR "last_step" > 0);

CREATE TABLE "recovery_code" (
    "user_id" TEXT NOT NULL,
    "code_hash" TEXT NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("user_id", "code_hash"),
    CONSTRAINT "recovery_code_hash" CHECK ("code_hash" ~ '^[0-9a-f]{64}$')
);
ALTER TABLE "recovery_code"
  ADD CONSTRAINT "recovery_code_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "second_step" ("user_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- What is in force keeps its secret, and time only goes on; a code that was used stays used.
CREATE FUNCTION "second_step_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."enabled_at" IS NOT NULL AND (NEW."enabled_at" IS DISTINCT FROM OLD."enabled_at" OR NEW."secret" <> OLD."secret") THEN
    RAISE EXCEPTION 'a second step that is in force is not changed' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW."last_step" < OLD."last_step" THEN
    RAISE EXCEPTION 'the steps of a second step go on' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "second_step_guard" BEFORE UPDATE ON "second_step" FOR EACH ROW EXECUTE FUNCTION "second_step_guard"();
REVOKE ALL ON FUNCTION "second_step_guard"() FROM PUBLIC;
CREATE FUNCTION "recovery_code_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."used_at" IS NOT NULL OR NEW."user_id" <> OLD."user_id" OR NEW."code_hash" <> OLD."code_hash" THEN
    RAISE EXCEPTION 'a recovery code is used once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "recovery_code_guard" BEFORE UPDATE ON "recovery_code" FOR EACH ROW EXECUTE FUNCTION "recovery_code_guard"();
REVOKE ALL ON FUNCTION "recovery_code_guard"() FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON "second_step" TO "weir_app";
GRANT SELECT, INSERT, UPDATE, DELETE ON "recovery_code" TO "weir_app";
