-- Usage beyond allowances that Stripe has not billed, each case with a row: a message whose invoice was void covers nothing
-- any more and is told anew; what no price at Stripe bills fails at once; and what a person has seen to is settled.
ALTER TABLE "overage_report" DROP CONSTRAINT "overage_report_state";
ALTER TABLE "overage_report" ADD CONSTRAINT "overage_report_state"
  CHECK ("state" IN ('PENDING', 'SENT', 'CONFIRMED', 'FAILED', 'REPLACED', 'VOIDED', 'SETTLED'));
ALTER TABLE "overage_report" ADD CONSTRAINT "overage_report_ended" CHECK ("state" NOT IN ('VOIDED', 'SETTLED') OR "reason" IS NOT NULL);

ALTER TABLE "overage_report" ALTER COLUMN "overage_price_id" DROP NOT NULL;
-- Without a price there is nothing that could be sent.
ALTER TABLE "overage_report" ADD CONSTRAINT "overage_report_unpriced"
  CHECK ("overage_price_id" IS NOT NULL OR "state" IN ('FAILED', 'REPLACED', 'SETTLED'));
CREATE UNIQUE INDEX "overage_report_unpriced_sequence" ON "overage_report" ("window_id", "sequence") WHERE "overage_price_id" IS NULL;
