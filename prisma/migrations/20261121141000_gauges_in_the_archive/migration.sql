-- What the archive keeps of gauges. A level needs nothing there: its one window, the lifetime, has the newest value in its
-- checkpoint. A peak is the highest of its days.
ALTER TABLE "usage_archived_day" ADD COLUMN     "peak" BIGINT;

-- A gauge may have stood at nothing.
ALTER TABLE "usage_archived_month" DROP CONSTRAINT "usage_archived_month_sums",
  ADD CONSTRAINT "usage_archived_month_sums" CHECK ("events" >= 0 AND "units" >= 0);
ALTER TABLE "usage_archived_day" DROP CONSTRAINT "usage_archived_day_sums",
  ADD CONSTRAINT "usage_archived_day_sums" CHECK ("events" > 0 AND "units" >= 0 AND "last_seq" > 0 AND "peak" <= "units");

-- As before, and of a peak the highest. A day that was archived before its peak was kept counts with all of its units.
CREATE OR REPLACE FUNCTION "archived_units"(fence bigint, range_from timestamptz, range_to timestamptz) RETURNS bigint
  LANGUAGE sql STABLE AS $$
  SELECT CASE (SELECT m."aggregation"::text FROM public."usage_fence" f JOIN public."meter" m ON m."slug" = f."meter" WHERE f."id" = fence)
    WHEN 'MAX' THEN coalesce(max(coalesce(d."peak", d."units")), 0)
    WHEN 'LATEST' THEN 0
    ELSE coalesce(sum(d."units"), 0) END::bigint
  FROM public."usage_archived_day" d
  WHERE d."fence_id" = fence AND d."day" >= (range_from AT TIME ZONE 'UTC')::date AND d."day"::timestamp AT TIME ZONE 'UTC' < range_to
$$;

-- As before, with the peak of each day, and with every lifetime that has what leaves.
CREATE OR REPLACE FUNCTION "archive_usage_month"(month text, keep_months int, OUT outcome text, OUT events bigint, OUT units bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '200ms' AS $$
DECLARE
  partition_name text := 'usage_event_' || month;
  first_day timestamp;
  range_from timestamptz;
  range_to timestamptz;
BEGIN
  -- Reported usage may be 35 days old; two whole months keep every moment that can still be counted in the log.
  IF month !~ '^[0-9]{6}$' OR keep_months NOT BETWEEN 2 AND 1200 THEN
    RAISE EXCEPTION 'a month is YYYYMM, and at least two months are kept' USING ERRCODE = 'check_violation';
  END IF;
  first_day := make_timestamp(left(month, 4)::int, right(month, 2)::int, 1, 0, 0, 0);
  range_from := first_day AT TIME ZONE 'UTC';
  range_to := (first_day + interval '1 month') AT TIME ZONE 'UTC';
  IF first_day + interval '1 month' > date_trunc('month', business_now() AT TIME ZONE 'UTC') - make_interval(months => keep_months) THEN
    RAISE EXCEPTION 'the month % is to be kept', month USING ERRCODE = 'check_violation';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('weir:usage-partitions', 0));
  IF NOT EXISTS (SELECT FROM pg_inherits
                 WHERE inhparent = 'public.usage_event'::regclass AND inhrelid = to_regclass(format('public.%I', partition_name))) THEN
    outcome := 'absent';
    RETURN;
  END IF;
  EXECUTE format('LOCK TABLE %I IN SHARE MODE', partition_name);
  EXECUTE format(
    'INSERT INTO usage_archived_day (fence_id, day, events, units, peak, last_seq)
     SELECT fence_id, (counted_at AT TIME ZONE ''UTC'')::date, count(*), sum(units), max(units), max(seq) FROM %I GROUP BY 1, 2', partition_name);

  PERFORM pg_advisory_xact_lock(hashtextextended('weir:usage-log', 0));
  IF EXISTS (
    SELECT FROM usage_window w
    JOIN usage_fence f ON f.id = w.fence_id
    LEFT JOIN meter m ON m.slug = f.meter
    WHERE w.status = 'OPEN' AND w.starts_at < range_to AND w.ends_at > range_from
      AND (SELECT max(d.last_seq) FROM usage_archived_day d
           WHERE d.fence_id = w.fence_id AND d.day >= first_day::date AND d.day < (first_day + interval '1 month')::date)
          -- Only a lifetime may go on, for its range never changes, and only when its checkpoint has all that leaves: the
          -- sum, the peak or the level.
          > CASE WHEN w.kind = 'LIFETIME' AND m.aggregation IN ('SUM', 'MAX', 'LATEST') THEN w.checkpoint_seq ELSE 0 END
  ) THEN
    RAISE EXCEPTION 'needed' USING ERRCODE = 'object_in_use';
  END IF;

  EXECUTE format('ALTER TABLE usage_event DETACH PARTITION %I', partition_name);
  -- The triggers of the whole have gone with it.
  EXECUTE format('CREATE TRIGGER usage_event_append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', partition_name);
  EXECUTE format('CREATE TRIGGER usage_event_no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', partition_name);
  EXECUTE format('ALTER TABLE %I SET SCHEMA archive', partition_name);
  SELECT coalesce(sum(d.events), 0), coalesce(sum(d.units), 0) INTO events, units FROM usage_archived_day d
  WHERE d.day >= first_day::date AND d.day < (first_day + interval '1 month')::date;
  INSERT INTO usage_archived_month (starts_at, ends_at, events, units, archived_at) VALUES (range_from, range_to, events, units, business_now());
  outcome := 'archived';
EXCEPTION
  -- What was written before is taken back with the locks.
  WHEN object_in_use THEN outcome := 'needed';
  WHEN lock_not_available OR deadlock_detected THEN outcome := 'busy';
END $$;
