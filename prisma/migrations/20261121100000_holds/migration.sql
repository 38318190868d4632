-- A hold remembers what was known when it was made, so that the event that settles it need not say it again, and what
-- became of it.

-- AlterTable
ALTER TABLE "usage_hold" ADD COLUMN     "api_key_id" TEXT,
ADD COLUMN     "ended_at" TIMESTAMPTZ(6),
ADD COLUMN     "endpoint" TEXT,
ADD COLUMN     "event_id" UUID,
ADD COLUMN     "properties" JSONB,
ADD COLUMN     "provider" TEXT,
ADD COLUMN     "request_id" TEXT,
ADD COLUMN     "settled_units" BIGINT,
ADD COLUMN     "source" TEXT NOT NULL DEFAULT 'api',
ADD COLUMN     "subject" TEXT,
ADD COLUMN     "user_id" TEXT;

-- CreateIndex
CREATE INDEX "usage_hold_fence_id_id_idx" ON "usage_hold"("fence_id", "id");

-- A settled hold names its event, and nothing else does.
ALTER TABLE "usage_hold"
  ADD CONSTRAINT "usage_hold_settled" CHECK (
    ("status" = 'SETTLED') = ("event_id" IS NOT NULL) AND ("status" = 'SETTLED') = ("settled_units" IS NOT NULL)
    AND coalesce("settled_units", 1) BETWEEN 1 AND 1000000000);

-- A hold ends once. What ended it stays as it was: the first answer of its settlement rests on that.
CREATE FUNCTION "usage_hold_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."status" <> 'OPEN' THEN
    RAISE EXCEPTION 'usage hold % is % and has ended', OLD."id", OLD."status" USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "usage_hold_guard" BEFORE UPDATE ON "usage_hold" FOR EACH ROW EXECUTE FUNCTION "usage_hold_guard"();
-- The table's grants of the foundation (SELECT, INSERT, UPDATE to weir_app) hold for its new columns as well.
