-- Money that goes back. A refund is written before Stripe hears of it, so that what is under way counts against the rest.
CREATE TYPE "RefundStatus" AS ENUM ('PENDING', 'SUCCEEDED', 'FAILED');
CREATE TABLE "refund" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "status" "RefundStatus" NOT NULL DEFAULT 'PENDING',
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "reason" TEXT,
    "stripe_refund_id" TEXT,
    "failure_message" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "refund_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "refund_stripe_refund_id_key" ON "refund"("stripe_refund_id");
CREATE INDEX "refund_payment_id_created_at_id_idx" ON "refund"("payment_id", "created_at", "id");
CREATE INDEX "refund_organization_id_idx" ON "refund"("organization_id");
-- Those of which Stripe has not answered yet; looked for every minute, and few.
CREATE INDEX "refund_unanswered" ON "refund"("asked_at") WHERE "stripe_refund_id" IS NULL AND "status" = 'PENDING';
ALTER TABLE "refund"
  ADD CONSTRAINT "refund_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "refund_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "refund_amount" CHECK ("amount" > 0),
  -- Without Stripe's word nothing has succeeded.
  ADD CONSTRAINT "refund_at_stripe" CHECK ("status" <> 'SUCCEEDED' OR "stripe_refund_id" IS NOT NULL);

-- A payment that its payer's bank asks back, as Stripe tells it.
CREATE TABLE "dispute" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "stripe_dispute_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "inquiry" BOOLEAN NOT NULL,
    "refundable" BOOLEAN NOT NULL,
    "amount" BIGINT NOT NULL,
    "taken" BIGINT NOT NULL DEFAULT 0,
    "currency" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "answer_by" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dispute_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "dispute_stripe_dispute_id_key" ON "dispute"("stripe_dispute_id");
CREATE INDEX "dispute_payment_id_opened_at_id_idx" ON "dispute"("payment_id", "opened_at", "id");
CREATE INDEX "dispute_organization_id_idx" ON "dispute"("organization_id");
ALTER TABLE "dispute"
  ADD CONSTRAINT "dispute_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "dispute_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "dispute_status" CHECK ("status" IN ('NEEDS_RESPONSE', 'UNDER_REVIEW', 'WON', 'LOST', 'CLOSED')),
  ADD CONSTRAINT "dispute_end" CHECK (("closed_at" IS NULL) = ("status" IN ('NEEDS_RESPONSE', 'UNDER_REVIEW'))),
  ADD CONSTRAINT "dispute_amount" CHECK ("amount" >= 0);

-- Grows with every reading of refunds and disputes: a reading is written only over the one it was made upon.
ALTER TABLE "payment" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 0;
-- One invoice, one payment. A renewal's attempts are counted on its row.
CREATE UNIQUE INDEX "payment_stripe_invoice_id_key" ON "payment"("stripe_invoice_id");

ALTER TABLE "invoice_ref"
  ADD COLUMN "attempts" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "next_attempt_at" TIMESTAMPTZ(3);

GRANT SELECT, INSERT, UPDATE ON "refund", "dispute" TO "weir_app";
