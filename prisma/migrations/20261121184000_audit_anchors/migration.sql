-- The journal belongs to a role that nobody logs in as: what touches it is done as that role.
SET ROLE "weir_audit";

-- In whose name an act was done, where that is somebody else than the actor: staff that acts for a member.
ALTER TABLE "audit"."journal_entry" ADD COLUMN "on_behalf_of" TEXT;

-- What is left of an entry when a person is erased; entries without a second identity keep the digest they were given.
CREATE OR REPLACE FUNCTION "audit"."entry_digest"(entry "audit"."journal_entry") RETURNS bytea LANGUAGE sql IMMUTABLE
  AS $$
  SELECT sha256(entry."previous_hash" || convert_to((jsonb_build_array(
    entry."id", entry."chain", entry."position",
    to_char(entry."recorded_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    entry."actor", entry."action", entry."entity_type", entry."entity_id", entry."organization_id",
    entry."before", entry."after", entry."reason", entry."correlation_id")
    || CASE WHEN entry."on_behalf_of" IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(entry."on_behalf_of") END)::text, 'UTF8'))
$$;

-- How people look for entries. By time alone and by organization there are indexes already.
CREATE INDEX "journal_entry_actor_recorded_at_idx" ON "audit"."journal_entry"("actor", "recorded_at" DESC);
CREATE INDEX "journal_entry_entity_id_recorded_at_idx" ON "audit"."journal_entry"("entity_id", "recorded_at" DESC);
CREATE INDEX "journal_entry_correlation_id_idx" ON "audit"."journal_entry"("correlation_id");

-- One change is not refused: that a person's label and address are emptied, for they lie outside the hash.
CREATE FUNCTION "audit"."refuse_change"() RETURNS trigger LANGUAGE plpgsql SET search_path = audit, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(NEW) - 'actor_label' - 'ip' = to_jsonb(OLD) - 'actor_label' - 'ip'
       AND NEW.actor_label = '' AND NEW.ip IS NULL THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER "journal_append_only" ON "audit"."journal_entry";
CREATE TRIGGER "journal_append_only" BEFORE UPDATE OR DELETE ON "audit"."journal_entry" FOR EACH ROW EXECUTE FUNCTION "audit"."refuse_change"();

CREATE FUNCTION "audit"."erase_person"(person text) RETURNS bigint LANGUAGE sql SECURITY DEFINER
  SET search_path = audit, pg_temp AS $$
  WITH erased AS (
    UPDATE audit.journal_entry SET actor_label = '', ip = NULL
    WHERE actor IN ('user:' || person, 'staff:' || person) AND (actor_label <> '' OR ip IS NOT NULL)
    RETURNING 1
  )
  SELECT count(*) FROM erased
$$;

-- Where each chain's head stood at times past: a chain that was cut ends before one of them.
CREATE TABLE "audit"."journal_anchor" (
    "chain" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "anchored_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "journal_anchor_pkey" PRIMARY KEY ("chain", "position")
);
CREATE INDEX "journal_anchor_anchored_at_idx" ON "audit"."journal_anchor"("anchored_at");
CREATE FUNCTION "audit"."refuse_anchor_change"() RETURNS trigger LANGUAGE plpgsql SET search_path = audit, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "anchor_append_only" BEFORE UPDATE OR DELETE ON "audit"."journal_anchor" FOR EACH ROW EXECUTE FUNCTION "audit"."refuse_anchor_change"();
CREATE TRIGGER "anchor_no_truncate" BEFORE TRUNCATE ON "audit"."journal_anchor" FOR EACH STATEMENT EXECUTE FUNCTION "audit"."refuse_anchor_change"();

-- The database copies the heads itself, so that whoever calls it has nothing to say about what is copied.
CREATE FUNCTION "audit"."anchor_heads"() RETURNS bigint LANGUAGE sql SECURITY DEFINER
  SET search_path = audit, pg_temp AS $$
  WITH anchored AS (
    INSERT INTO audit.journal_anchor (chain, position, hash, anchored_at)
    SELECT h.chain, h.position, h.hash, date_trunc('milliseconds', now()) FROM audit.journal_head h
    WHERE h.position > coalesce((SELECT max(a.position) FROM audit.journal_anchor a WHERE a.chain = h.chain), 0)
    ON CONFLICT DO NOTHING
    RETURNING 1
  )
  SELECT count(*) FROM anchored
$$;

REVOKE ALL ON FUNCTION "audit"."refuse_change"(), "audit"."refuse_anchor_change"(), "audit"."erase_person"(text), "audit"."anchor_heads"() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "audit"."erase_person"(text), "audit"."anchor_heads"() TO "weir_app";
GRANT SELECT ON "audit"."journal_anchor" TO "weir_app";
-- To compare schema and database, the migrating role must be able to see these columns; it gains no right on the rows.
GRANT REFERENCES ON "audit"."journal_anchor" TO "weir_migrate";
RESET ROLE;

-- When each chain was last recomputed, and what that came to. A report, no evidence: whoever doubts it has it recomputed.
CREATE TABLE "journal_check" (
    "chain" TEXT NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "entries" BIGINT NOT NULL,
    "first_broken" BIGINT,
    "because" TEXT,
    "entry_id" TEXT,

    CONSTRAINT "journal_check_pkey" PRIMARY KEY ("chain")
);
ALTER TABLE "journal_check" ADD CONSTRAINT "journal_check_broken" CHECK (("first_broken" IS NULL) = ("because" IS NULL) AND ("entry_id" IS NULL OR "first_broken" IS NOT NULL));
CREATE INDEX "journal_check_broken" ON "journal_check" ("chain") WHERE "first_broken" IS NOT NULL;
CREATE INDEX "journal_check_checked_at_idx" ON "journal_check"("checked_at");
GRANT SELECT, INSERT, UPDATE ON "journal_check" TO "weir_app";
