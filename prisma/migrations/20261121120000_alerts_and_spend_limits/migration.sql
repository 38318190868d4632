-- What usage beyond the allowance may cost, per organization and meter.
CREATE TABLE "spend_limit" (
    "organization_id" TEXT NOT NULL,
    "meter_slug" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "spend_limit_pkey" PRIMARY KEY ("organization_id","meter_slug")
);
ALTER TABLE "spend_limit"
  ADD CONSTRAINT "spend_limit_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "spend_limit_meter" FOREIGN KEY ("meter_slug") REFERENCES "meter" ("slug") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "spend_limit_amount" CHECK ("amount" BETWEEN 0 AND 9007199254740991),
  ADD CONSTRAINT "spend_limit_currency" CHECK ("currency" ~ '^[a-z]{3}$');

-- The ceiling that a spend limit makes of a window, with the terms it was made from: a window that is over keeps both.
ALTER TABLE "usage_window"
  ADD COLUMN "ceiling_units" BIGINT,
  ADD COLUMN "spend_limit_amount" BIGINT,
  ADD COLUMN "spend_limit_currency" TEXT,
  ADD COLUMN "overage_amount" BIGINT,
  ADD COLUMN "overage_per" BIGINT,
  ADD CONSTRAINT "usage_window_ceiling_whole" CHECK (
    num_nulls("ceiling_units", "spend_limit_amount", "spend_limit_currency", "overage_amount", "overage_per") IN (0, 5)),
  ADD CONSTRAINT "usage_window_ceiling" CHECK ("ceiling_units" IS NULL OR (
    "policy" = 'METERED' AND "limit_units" IS NOT NULL AND "spend_limit_amount" >= 0 AND "overage_amount" > 0 AND "overage_per" > 0
    AND "ceiling_units" = least(9007199254740991, "limit_units" + div("spend_limit_amount"::numeric, "overage_amount") * "overage_per")));

-- Thresholds of allowances that committed usage has passed: once per window and threshold, whoever notices first.
CREATE TABLE "usage_alert" (
    "window_id" BIGINT NOT NULL,
    "threshold" INTEGER NOT NULL,
    "organization_id" TEXT NOT NULL,
    "fired_at" TIMESTAMPTZ(3) NOT NULL,
    "used" BIGINT NOT NULL,
    "limit_units" BIGINT NOT NULL,
    "notice" TEXT NOT NULL,

    CONSTRAINT "usage_alert_pkey" PRIMARY KEY ("window_id","threshold")
);
CREATE INDEX "usage_alert_organization_id_fired_at_idx" ON "usage_alert"("organization_id", "fired_at" DESC);
ALTER TABLE "usage_alert"
  ADD CONSTRAINT "usage_alert_window" FOREIGN KEY ("window_id") REFERENCES "usage_window" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "usage_alert_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "usage_alert_threshold" CHECK ("threshold" IN (50, 75, 90, 100)),
  ADD CONSTRAINT "usage_alert_passed" CHECK ("limit_units" > 0 AND "used"::numeric * 100 >= "threshold" * "limit_units"::numeric),
  ADD CONSTRAINT "usage_alert_notice" CHECK ("notice" IN ('MAILED', 'INCLUDED', 'SWITCHED_OFF', 'MUTED', 'WINDOW_OVER', 'NOT_PROD', 'NO_RECIPIENT'));
CREATE TRIGGER "usage_alert_append_only" BEFORE UPDATE OR DELETE ON "usage_alert" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

-- Who is told, and of which thresholds. No row: everything, to the organization's own addresses.
CREATE TABLE "alert_preference" (
    "organization_id" TEXT NOT NULL,
    "thresholds" INTEGER[] NOT NULL,
    "recipients" TEXT[] NOT NULL,
    "muted" BOOLEAN NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_preference_pkey" PRIMARY KEY ("organization_id")
);
ALTER TABLE "alert_preference"
  ADD CONSTRAINT "alert_preference_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "alert_preference_thresholds" CHECK ("thresholds" <@ ARRAY[50, 75, 90, 100]),
  ADD CONSTRAINT "alert_preference_recipients" CHECK (cardinality("recipients") <= 10);

-- Where mail lands while no SMTP server is configured: development, tests and demonstrations.
CREATE TABLE "mailbox_message" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT,
    "recipient" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "html" TEXT NOT NULL,
    "plain" TEXT NOT NULL,
    "delivered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mailbox_message_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "mailbox_message_delivered_at_id_idx" ON "mailbox_message"("delivered_at" DESC, "id");

GRANT SELECT, INSERT, UPDATE, DELETE ON "spend_limit" TO "weir_app";
GRANT SELECT, INSERT ON "usage_alert" TO "weir_app";
GRANT SELECT, INSERT, UPDATE ON "alert_preference" TO "weir_app";
GRANT SELECT, INSERT ON "mailbox_message" TO "weir_app";
