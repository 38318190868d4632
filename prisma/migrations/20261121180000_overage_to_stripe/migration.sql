-- What is used beyond a metered allowance is billed at Stripe by a price that counts a meter. The prices of plans, where
-- each lives there, and every message to the meter, written down before it is sent.

-- AlterTable
ALTER TABLE "meter" ADD COLUMN     "stripe_meter_id" TEXT;

-- CreateTable
CREATE TABLE "plan_overage_price" (
    "id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "meter_slug" TEXT NOT NULL,
    "interval" "BillingInterval" NOT NULL,
    "stripe_price_id" TEXT,

    CONSTRAINT "plan_overage_price_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "overage_account" (
    "window_id" BIGINT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "overage_price_id" TEXT,
    "looked_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "overage_account_pkey" PRIMARY KEY ("window_id")
);

-- CreateTable
CREATE TABLE "overage_report" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "window_id" BIGINT NOT NULL,
    "overage_price_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "units" BIGINT NOT NULL,
    "overage_before" BIGINT NOT NULL,
    "overage" BIGINT NOT NULL,
    "level" BIGINT NOT NULL,
    "moment" TIMESTAMPTZ(0) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'PENDING',
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "first_attempt_at" TIMESTAMPTZ(3),
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "confirmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "overage_report_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "meter_stripe_meter_id_key" ON "meter"("stripe_meter_id");

-- CreateIndex
CREATE UNIQUE INDEX "plan_overage_price_stripe_price_id_key" ON "plan_overage_price"("stripe_price_id");

-- CreateIndex
CREATE UNIQUE INDEX "plan_overage_price_plan_id_meter_slug_interval_key" ON "plan_overage_price"("plan_id", "meter_slug", "interval");

-- CreateIndex
CREATE INDEX "overage_account_organization_id_idx" ON "overage_account"("organization_id");

-- CreateIndex
CREATE INDEX "overage_report_organization_id_created_at_id_idx" ON "overage_report"("organization_id", "created_at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "overage_report_window_id_overage_price_id_sequence_key" ON "overage_report"("window_id", "overage_price_id", "sequence");

-- AddForeignKey
ALTER TABLE "plan_overage_price" ADD CONSTRAINT "plan_overage_price_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_overage_price" ADD CONSTRAINT "plan_overage_price_meter_slug_fkey" FOREIGN KEY ("meter_slug") REFERENCES "meter"("slug") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "overage_account" ADD CONSTRAINT "overage_account_window" FOREIGN KEY ("window_id") REFERENCES "usage_window"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "overage_account" ADD CONSTRAINT "overage_account_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "overage_account" ADD CONSTRAINT "overage_account_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "overage_account" ADD CONSTRAINT "overage_account_overage_price_id_fkey" FOREIGN KEY ("overage_price_id") REFERENCES "plan_overage_price"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "overage_report" ADD CONSTRAINT "overage_report_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "overage_report" ADD CONSTRAINT "overage_report_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "overage_report" ADD CONSTRAINT "overage_report_window" FOREIGN KEY ("window_id") REFERENCES "usage_window"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "overage_report" ADD CONSTRAINT "overage_report_overage_price_id_fkey" FOREIGN KEY ("overage_price_id") REFERENCES "plan_overage_price"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- Tiers and packages say what the amount of one unit does not.
ALTER TABLE "plan_price" ADD CONSTRAINT "plan_price_tiers" CHECK (("model" IN ('GRADUATED', 'VOLUME', 'PACKAGE')) = ("tiers" IS NOT NULL));

-- Events of a meter reach every price that counts it, so two prices of one plan on one meter would bill each unit twice.
CREATE UNIQUE INDEX "plan_limit_one_overage" ON "plan_limit" ("plan_id", "meter_slug") WHERE "overage_amount" IS NOT NULL;

-- Plans that are there already get their prices, also those that were sold: where they live at Stripe is added to them.
INSERT INTO "plan_overage_price" ("id", "plan_id", "meter_slug", "interval")
SELECT 'wprice_' || replace(gen_random_uuid()::text, '-', ''), l."plan_id", l."meter_slug", p."interval"
FROM "plan_limit" l JOIN "plan_price" p ON p."plan_id" = l."plan_id" WHERE l."overage_amount" IS NOT NULL AND p."amount" > 0;
UPDATE "plan" SET "sync_state" = 'PENDING' WHERE "sync_state" = 'SYNCED' AND "id" IN (SELECT "plan_id" FROM "plan_overage_price");
-- What we collect for ourselves has no business there.
UPDATE "plan" SET "sync_state" = 'NOT_NEEDED' WHERE "collection" = 'ENGINE' AND "sync_state" = 'PENDING';
CREATE TRIGGER "plan_overage_price_sold_guard" BEFORE INSERT OR UPDATE OR DELETE ON "plan_overage_price" FOR EACH ROW EXECUTE FUNCTION "plan_part_sold_guard"();

ALTER TABLE "overage_account" ADD CONSTRAINT "overage_account_settled" CHECK ("settled_at" IS NULL OR "looked_at" IS NOT NULL);
ALTER TABLE "overage_report"
  ADD CONSTRAINT "overage_report_kind" CHECK ("kind" IN ('USAGE', 'LATE', 'CORRECTION')),
  ADD CONSTRAINT "overage_report_state" CHECK ("state" IN ('PENDING', 'SENT', 'CONFIRMED', 'FAILED', 'REPLACED')),
  -- The sum of what was reported is what is owed: usage says the difference, a correction at Stripe covers nothing new.
  ADD CONSTRAINT "overage_report_units" CHECK ("units" <> 0 AND "overage_before" >= 0 AND "overage" >= 0 AND "level" >= 0
    AND ("kind" <> 'USAGE' OR "units" = "overage" - "overage_before")
    AND ("kind" <> 'LATE' OR ("units" > 0 AND "overage" > "overage_before"))
    AND ("kind" <> 'CORRECTION' OR "overage" = "overage_before")),
  ADD CONSTRAINT "overage_report_sequence" CHECK ("sequence" >= 1 AND "attempts" >= 0),
  ADD CONSTRAINT "overage_report_times" CHECK (("attempts" = 0) = ("first_attempt_at" IS NULL)
    AND ("state" NOT IN ('SENT', 'CONFIRMED') OR "sent_at" IS NOT NULL) AND ("state" = 'CONFIRMED') = ("confirmed_at" IS NOT NULL)
    AND ("state" <> 'FAILED' OR "reason" IS NOT NULL));
CREATE INDEX "overage_account_open" ON "overage_account" ("window_id") WHERE "settled_at" IS NULL;
CREATE INDEX "overage_report_due" ON "overage_report" ("available_at", "id") WHERE "state" = 'PENDING';
CREATE INDEX "overage_report_failed" ON "overage_report" ("organization_id", "id") WHERE "state" = 'FAILED';

GRANT SELECT, INSERT, UPDATE, DELETE ON "plan_overage_price" TO "weir_app";
GRANT SELECT, INSERT, UPDATE ON "overage_account" TO "weir_app";
-- What was to be said to Stripe is never edited nor forgotten; only how far it has come is added.
GRANT SELECT, INSERT, UPDATE ("state", "reason", "attempts", "first_attempt_at", "available_at", "sent_at", "confirmed_at") ON "overage_report" TO "weir_app";
-- What is looked through every minute: metered windows by their ends.
CREATE INDEX "usage_window_metered" ON "usage_window" ("ends_at", "id") WHERE "policy" = 'METERED' AND "limit_units" IS NOT NULL;
