-- Gauges: meters whose events report a new value (`LATEST` a level, `MAX` a peak) instead of an amount to be added.

-- What people read in place of base units: 1,500 MB as 1.5 GB. Amounts everywhere stay in base units.
ALTER TABLE "meter" ADD COLUMN     "shown_per" INTEGER,
ADD COLUMN     "shown_unit" TEXT;
ALTER TABLE "meter" ADD CONSTRAINT "meter_shown" CHECK (
  ("shown_unit" IS NULL) = ("shown_per" IS NULL) AND coalesce("shown_per", 2) >= 2 AND length(coalesce("shown_unit", 'GB')) BETWEEN 1 AND 100);

-- When the newest value before the checkpoint was counted; null where no level has been reported, and for other meters.
ALTER TABLE "usage_window" ADD COLUMN     "checkpoint_at" TIMESTAMPTZ(6);

-- What a meter's events mean is decided once: another aggregation would give every window of the past another content.
CREATE FUNCTION "meter_aggregation_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."aggregation" <> OLD."aggregation" OR NEW."slug" <> OLD."slug" THEN
    RAISE EXCEPTION 'a meter keeps its slug and its aggregation; make another meter' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "meter_aggregation_guard" BEFORE UPDATE OF "aggregation", "slug" ON "meter" FOR EACH ROW EXECUTE FUNCTION "meter_aggregation_guard"();

-- A level has no reset, so its only window is the lifetime; and of neither gauge can anything be billed beyond a limit.
CREATE FUNCTION "gauge_limit_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  counted public."Aggregation";
BEGIN
  SELECT m."aggregation" INTO counted FROM public."meter" m WHERE m."slug" = NEW."meter_slug";
  IF counted = 'LATEST' AND NEW."window" <> 'LIFETIME' THEN
    RAISE EXCEPTION 'the meter % is a level: its window is the lifetime', NEW."meter_slug" USING ERRCODE = 'check_violation';
  END IF;
  IF counted IN ('LATEST', 'MAX') AND NEW."policy" = 'METERED' THEN
    RAISE EXCEPTION 'the meter % is a gauge: its limits stop', NEW."meter_slug" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "plan_limit_gauge_guard" BEFORE INSERT OR UPDATE ON "plan_limit" FOR EACH ROW EXECUTE FUNCTION "gauge_limit_guard"();
CREATE TRIGGER "entitlement_override_gauge_guard" BEFORE INSERT ON "entitlement_override" FOR EACH ROW
  WHEN (NEW."meter_slug" IS NOT NULL) EXECUTE FUNCTION "gauge_limit_guard"();

-- A gauge may stand at nothing. Every row there is was held by the narrower bounds, so none is looked at again.
ALTER TABLE "usage_event" DROP CONSTRAINT "usage_event_units";
ALTER TABLE "usage_event" ADD CONSTRAINT "usage_event_units" CHECK ("units" BETWEEN 0 AND 1000000000) NOT VALID;

-- Only a gauge, though: what is added up is at least one. Costs nothing where there are units.
CREATE FUNCTION "usage_event_nothing_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public."usage_fence" f JOIN public."meter" m ON m."slug" = f."meter"
                 WHERE f."id" = NEW."fence_id" AND m."aggregation" IN ('LATEST', 'MAX')) THEN
    RAISE EXCEPTION 'an event without units counts only on a gauge' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "usage_event_nothing_guard" BEFORE INSERT ON "usage_event" FOR EACH ROW
  WHEN (NEW."units" = 0) EXECUTE FUNCTION "usage_event_nothing_guard"();
