-- Months of the usage log that are kept aside: their table moves to the schema "archive", their sums stay. Nothing here
-- deletes a fact; only who owns the database can drop an archived table.
CREATE SCHEMA "archive";
REVOKE ALL ON SCHEMA "archive" FROM PUBLIC;

-- CreateTable
CREATE TABLE "usage_archived_month" (
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "events" BIGINT NOT NULL,
    "units" BIGINT NOT NULL,
    "archived_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "usage_archived_month_pkey" PRIMARY KEY ("starts_at")
);

-- CreateTable: what is left of an archived day for those who sum. Days are UTC.
CREATE TABLE "usage_archived_day" (
    "fence_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "events" BIGINT NOT NULL,
    "units" BIGINT NOT NULL,
    "last_seq" BIGINT NOT NULL,

    CONSTRAINT "usage_archived_day_pkey" PRIMARY KEY ("fence_id","day")
);

ALTER TABLE "usage_archived_month"
  ADD CONSTRAINT "usage_archived_month_range" CHECK ("ends_at" > "starts_at"),
  ADD CONSTRAINT "usage_archived_month_sums" CHECK ("events" >= 0 AND "units" >= "events");
ALTER TABLE "usage_archived_day"
  ADD CONSTRAINT "usage_archived_day_sums" CHECK ("events" > 0 AND "units" >= "events" AND "last_seq" > 0);
CREATE TRIGGER "usage_archived_month_append_only" BEFORE UPDATE OR DELETE ON "usage_archived_month" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "usage_archived_day_append_only" BEFORE UPDATE OR DELETE ON "usage_archived_day" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "usage_archived_month_no_truncate" BEFORE TRUNCATE ON "usage_archived_month" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "usage_archived_day_no_truncate" BEFORE TRUNCATE ON "usage_archived_day" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- What the archive holds of a fence in a range. A day that the range only touches counts whole: rather a unit too many
-- than one too few. Only a window that is made anew over archived days can touch one.
CREATE FUNCTION "archived_units"(fence bigint, range_from timestamptz, range_to timestamptz) RETURNS bigint
  LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(d."units"), 0)::bigint FROM public."usage_archived_day" d
  WHERE d."fence_id" = fence AND d."day" >= (range_from AT TIME ZONE 'UTC')::date AND d."day"::timestamp AT TIME ZONE 'UTC' < range_to
$$;

-- Takes one month out of the log. Says 'archived', 'absent' (no such partition), 'needed' (an open window would lose
-- something) or 'busy' (somebody reads the log for longer than we make others wait; ask again).
--
-- Order: the sums are made while everybody goes on; then rebuilds wait (they take weir:usage-log shared) while the open
-- windows are looked at; the log itself is locked last, for the moment of the detachment. DETACH … CONCURRENTLY is no way:
-- Postgres refuses it where there is a default partition.
CREATE FUNCTION "archive_usage_month"(month text, keep_months int, OUT outcome text, OUT events bigint, OUT units bigint)
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
    'INSERT INTO usage_archived_day (fence_id, day, events, units, last_seq)
     SELECT fence_id, (counted_at AT TIME ZONE ''UTC'')::date, count(*), sum(units), max(seq) FROM %I GROUP BY 1, 2', partition_name);

  PERFORM pg_advisory_xact_lock(hashtextextended('weir:usage-log', 0));
  IF EXISTS (
    SELECT FROM usage_window w
    JOIN usage_fence f ON f.id = w.fence_id
    LEFT JOIN meter m ON m.slug = f.meter
    WHERE w.status = 'OPEN' AND w.starts_at < range_to AND w.ends_at > range_from
      AND (SELECT max(d.last_seq) FROM usage_archived_day d
           WHERE d.fence_id = w.fence_id AND d.day >= first_day::date AND d.day < (first_day + interval '1 month')::date)
          -- Only a lifetime sum may go on, for its range never changes, and only when it has all that leaves.
          > CASE WHEN w.kind = 'LIFETIME' AND m.aggregation = 'SUM' THEN w.checkpoint_seq ELSE 0 END
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

REVOKE ALL ON FUNCTION "archived_units"(bigint, timestamptz, timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION "archive_usage_month"(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "archived_units"(bigint, timestamptz, timestamptz) TO "weir_app";
GRANT EXECUTE ON FUNCTION "archive_usage_month"(text, int) TO "weir_app";
GRANT SELECT ON "usage_archived_month", "usage_archived_day" TO "weir_app";
