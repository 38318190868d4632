-- What proves the quota and what is kept of it: the limits that a window has had, differences found between counter and
-- log, and one row of figures for each window and each finished day.

-- AlterTable: whether the plan still names the window's kind; while it does not, the window stops nobody.
ALTER TABLE "usage_window" ADD COLUMN     "in_force" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "usage_window_limit" (
    "window_id" BIGINT NOT NULL,
    "epoch" BIGINT NOT NULL,
    "limit_units" BIGINT,
    "policy" TEXT NOT NULL,
    "ceiling_units" BIGINT,
    "in_force" BOOLEAN NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "recorded_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "usage_window_limit_pkey" PRIMARY KEY ("window_id","epoch")
);

-- CreateTable
CREATE TABLE "quota_drift" (
    "id" BIGSERIAL NOT NULL,
    "fence_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "epoch" BIGINT NOT NULL,
    "counted_units" BIGINT NOT NULL,
    "logged_units" BIGINT NOT NULL,
    "held_units" BIGINT NOT NULL,
    "drift_units" BIGINT NOT NULL,
    "found_at" TIMESTAMPTZ(6) NOT NULL,
    "repaired_at" TIMESTAMPTZ(6),
    "repaired_epoch" BIGINT,

    CONSTRAINT "quota_drift_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_aggregate" (
    "fence_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "units" BIGINT NOT NULL,
    "events" BIGINT NOT NULL,
    "limit_units" BIGINT,
    "policy" TEXT,
    "overage_units" BIGINT NOT NULL DEFAULT 0,
    "peak_day" TIMESTAMPTZ(6),
    "peak_units" BIGINT,
    "closed" BOOLEAN NOT NULL,
    "computed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "usage_aggregate_pkey" PRIMARY KEY ("fence_id","kind","starts_at")
);

-- CreateIndex
CREATE INDEX "quota_drift_found_at_id_idx" ON "quota_drift"("found_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "quota_drift_fence_id_kind_starts_at_epoch_key" ON "quota_drift"("fence_id", "kind", "starts_at", "epoch");

-- AddForeignKey
ALTER TABLE "usage_window_limit" ADD CONSTRAINT "usage_window_limit_window" FOREIGN KEY ("window_id") REFERENCES "usage_window"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "quota_drift" ADD CONSTRAINT "quota_drift_fence" FOREIGN KEY ("fence_id") REFERENCES "usage_fence"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "usage_aggregate" ADD CONSTRAINT "usage_aggregate_fence" FOREIGN KEY ("fence_id") REFERENCES "usage_fence"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "usage_window_limit"
  ADD CONSTRAINT "usage_window_limit_units" CHECK ("limit_units" >= 0),
  ADD CONSTRAINT "usage_window_limit_policy" CHECK ("policy" IN ('HARD_STOP', 'METERED')),
  ADD CONSTRAINT "usage_window_limit_ceiling" CHECK ("ceiling_units" IS NULL OR ("policy" = 'METERED' AND "ceiling_units" >= "limit_units"));
ALTER TABLE "quota_drift"
  ADD CONSTRAINT "quota_drift_kind" CHECK ("kind" IN ('DAY', 'MONTH', 'BILLING_PERIOD', 'LIFETIME')),
  ADD CONSTRAINT "quota_drift_is_one" CHECK ("drift_units" <> 0 AND "drift_units" = "counted_units" - "logged_units" - "held_units"),
  ADD CONSTRAINT "quota_drift_repair" CHECK (("repaired_at" IS NULL) = ("repaired_epoch" IS NULL) AND coalesce("repaired_epoch" > "epoch", true));
ALTER TABLE "usage_aggregate"
  ADD CONSTRAINT "usage_aggregate_kind" CHECK ("kind" IN ('UTC_DAY', 'DAY', 'MONTH', 'BILLING_PERIOD', 'LIFETIME')),
  ADD CONSTRAINT "usage_aggregate_range" CHECK ("ends_at" > "starts_at"),
  ADD CONSTRAINT "usage_aggregate_policy" CHECK ("policy" IN ('HARD_STOP', 'METERED')),
  ADD CONSTRAINT "usage_aggregate_figures" CHECK ("units" >= 0 AND "events" >= 0 AND "overage_units" >= 0 AND "limit_units" >= 0),
  ADD CONSTRAINT "usage_aggregate_peak" CHECK (("peak_day" IS NULL) = ("peak_units" IS NULL));
CREATE INDEX "quota_drift_open" ON "quota_drift" ("fence_id") WHERE "repaired_at" IS NULL;

-- The limits of a window, by the generation that brought them. The database keeps them and not the application, so that
-- what proves a stop does not come from the code that stopped.
CREATE FUNCTION "usage_window_limit_keep"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO usage_window_limit (window_id, epoch, limit_units, policy, ceiling_units, in_force, ends_at, recorded_at)
  SELECT NEW.id, f.epoch, NEW.limit_units, NEW.policy, NEW.ceiling_units, NEW.in_force, NEW.ends_at, business_now() FROM usage_fence f WHERE f.id = NEW.fence_id
  ON CONFLICT (window_id, epoch) DO UPDATE
    SET limit_units = excluded.limit_units, policy = excluded.policy, ceiling_units = excluded.ceiling_units, in_force = excluded.in_force,
        ends_at = excluded.ends_at, recorded_at = excluded.recorded_at;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "usage_window_limit_keep"() FROM PUBLIC;
CREATE TRIGGER "usage_window_limit_first" AFTER INSERT ON "usage_window" FOR EACH ROW EXECUTE FUNCTION "usage_window_limit_keep"();
CREATE TRIGGER "usage_window_limit_next" AFTER UPDATE ON "usage_window" FOR EACH ROW
  WHEN ((OLD."limit_units", OLD."policy", OLD."ceiling_units", OLD."in_force", OLD."ends_at")
        IS DISTINCT FROM (NEW."limit_units", NEW."policy", NEW."ceiling_units", NEW."in_force", NEW."ends_at"))
  EXECUTE FUNCTION "usage_window_limit_keep"();
-- Of windows that are older than this table only the present limit is known.
INSERT INTO "usage_window_limit" ("window_id", "epoch", "limit_units", "policy", "ceiling_units", "in_force", "ends_at", "recorded_at")
SELECT w."id", f."epoch", w."limit_units", w."policy", w."ceiling_units", true, w."ends_at", business_now()
FROM "usage_window" w JOIN "usage_fence" f ON f."id" = w."fence_id";

GRANT SELECT ON "usage_window_limit" TO "weir_app";
-- What was found stays as it was found; only that it was repaired is added.
GRANT SELECT, INSERT, UPDATE ("repaired_at", "repaired_epoch") ON "quota_drift" TO "weir_app";
GRANT USAGE ON SEQUENCE "quota_drift_id_seq" TO "weir_app";
GRANT SELECT, INSERT, UPDATE ON "usage_aggregate" TO "weir_app";
