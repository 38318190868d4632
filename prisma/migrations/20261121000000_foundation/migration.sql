-- The whole model in one step. First the tables as the schema files describe them, then what only SQL can say:
-- checks, partial indexes, partitions, triggers and the rights of each role.

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "audit";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Environment" AS ENUM ('PROD', 'STAGING', 'DEV');

-- CreateEnum
CREATE TYPE "Aggregation" AS ENUM ('SUM', 'MAX', 'LATEST', 'UNIQUE');

-- CreateEnum
CREATE TYPE "PlanStatus" AS ENUM ('DRAFT', 'ACTIVE', 'ARCHIVED');

-- CreateEnum
CREATE TYPE "Collection" AS ENUM ('STRIPE', 'ENGINE');

-- CreateEnum
CREATE TYPE "PricingModel" AS ENUM ('FLAT', 'PER_UNIT', 'GRADUATED', 'VOLUME', 'PACKAGE');

-- CreateEnum
CREATE TYPE "BillingInterval" AS ENUM ('MONTH', 'YEAR');

-- CreateEnum
CREATE TYPE "WindowKind" AS ENUM ('DAY', 'MONTH', 'BILLING_PERIOD', 'LIFETIME');

-- CreateEnum
CREATE TYPE "LimitPolicy" AS ENUM ('HARD_STOP', 'METERED');

-- CreateEnum
CREATE TYPE "SyncState" AS ENUM ('NOT_NEEDED', 'PENDING', 'SYNCED', 'FAILED');

-- CreateEnum
CREATE TYPE "PaymentStatus" AS ENUM ('PENDING', 'SUCCEEDED', 'FAILED', 'REFUNDED', 'DISPUTED');

-- CreateEnum
CREATE TYPE "SubscriptionStatus" AS ENUM ('INCOMPLETE', 'TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'UNPAID', 'CANCELED');

-- CreateEnum
CREATE TYPE "SubscriptionSource" AS ENUM ('INTERNAL', 'STRIPE');

-- CreateEnum
CREATE TYPE "OrganizationKind" AS ENUM ('PERSONAL', 'TEAM');

-- CreateEnum
CREATE TYPE "OrganizationStatus" AS ENUM ('ACTIVE', 'SUSPENDED', 'ARCHIVED');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('OWNER', 'ADMIN', 'MEMBER', 'VIEWER');

-- CreateEnum
CREATE TYPE "StaffRole" AS ENUM ('OPERATOR', 'SUPPORT');

-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT,
    "deployment" BOOLEAN NOT NULL DEFAULT false,
    "environment" "Environment" NOT NULL,
    "name" TEXT NOT NULL,
    "scopes" TEXT[],
    "secret_hash" TEXT NOT NULL,
    "last_four" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,
    "last_used_at" TIMESTAMPTZ(3),
    "last_used_ip" TEXT,
    "rotated_from_id" TEXT,

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "meter" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "unit_plural" TEXT NOT NULL,
    "aggregation" "Aggregation" NOT NULL,
    "feature_slug" TEXT,
    "position" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "meter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feature" (
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "feature_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "plan_family" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "plan_family_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "plan" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "family" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "status" "PlanStatus" NOT NULL,
    "listed" BOOLEAN NOT NULL DEFAULT true,
    "position" INTEGER NOT NULL DEFAULT 0,
    "highlighted" BOOLEAN NOT NULL DEFAULT false,
    "icon" TEXT,
    "collection" "Collection" NOT NULL DEFAULT 'STRIPE',
    "custom" BOOLEAN NOT NULL DEFAULT false,
    "fallback" BOOLEAN NOT NULL DEFAULT false,
    "trial_days" INTEGER NOT NULL DEFAULT 0,
    "currency" TEXT NOT NULL DEFAULT 'usd',
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "content_hash" TEXT NOT NULL,
    "stripe_product_id" TEXT,
    "sync_state" "SyncState" NOT NULL DEFAULT 'PENDING',
    "sync_error" TEXT,
    "sold_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan_price" (
    "id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "interval" "BillingInterval" NOT NULL,
    "currency" TEXT NOT NULL,
    "model" "PricingModel" NOT NULL DEFAULT 'FLAT',
    "amount" BIGINT NOT NULL,
    "tiers" JSONB,
    "stripe_price_id" TEXT,

    CONSTRAINT "plan_price_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan_feature" (
    "plan_id" TEXT NOT NULL,
    "feature_slug" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,

    CONSTRAINT "plan_feature_pkey" PRIMARY KEY ("plan_id","feature_slug")
);

-- CreateTable
CREATE TABLE "plan_limit" (
    "id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "meter_slug" TEXT NOT NULL,
    "window" "WindowKind" NOT NULL,
    "unlimited" BOOLEAN NOT NULL DEFAULT false,
    "amount" BIGINT,
    "policy" "LimitPolicy" NOT NULL,
    "overage_amount" BIGINT,
    "overage_per" BIGINT,

    CONSTRAINT "plan_limit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entitlement_override" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "feature_slug" TEXT,
    "enabled" BOOLEAN,
    "meter_slug" TEXT,
    "window" "WindowKind",
    "removed" BOOLEAN NOT NULL DEFAULT false,
    "unlimited" BOOLEAN NOT NULL DEFAULT false,
    "amount" BIGINT,
    "policy" "LimitPolicy",
    "overage_amount" BIGINT,
    "overage_per" BIGINT,
    "reason" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "entitlement_override_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit"."journal_head" (
    "chain" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "journal_head_pkey" PRIMARY KEY ("chain")
);

-- CreateTable
CREATE TABLE "audit"."journal_entry" (
    "id" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "position" BIGINT NOT NULL DEFAULT 0,
    "previous_hash" BYTEA NOT NULL DEFAULT '\x'::bytea,
    "hash" BYTEA NOT NULL DEFAULT '\x'::bytea,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "actor_label" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "entity_type" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "organization_id" TEXT,
    "before" JSONB,
    "after" JSONB,
    "reason" TEXT,
    "correlation_id" TEXT,
    "ip" TEXT,

    CONSTRAINT "journal_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_fence" (
    "id" BIGSERIAL NOT NULL,
    "organization_id" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "epoch" BIGINT NOT NULL DEFAULT 1,
    "valid_until" TIMESTAMPTZ(6) NOT NULL DEFAULT '-infinity'::timestamptz,

    CONSTRAINT "usage_fence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_window" (
    "id" BIGSERIAL NOT NULL,
    "fence_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "limit_units" BIGINT,
    "policy" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'OPEN',
    "checkpoint_seq" BIGINT NOT NULL DEFAULT 0,
    "checkpoint_units" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "usage_window_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_key" (
    "organization_id" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "fence_id" BIGINT NOT NULL,
    "epoch" BIGINT NOT NULL,
    "reservation" BIGINT NOT NULL,
    "event_id" UUID NOT NULL,
    "result" TEXT NOT NULL,

    CONSTRAINT "usage_key_pkey" PRIMARY KEY ("organization_id","environment","key")
);

-- CreateTable: seq is drawn after the fence is locked, so within a fence every number of a later epoch is larger than
-- those before it. Checkpoints rest on that.
CREATE TABLE "usage_event" (
    "fence_id" BIGINT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "counted_at" TIMESTAMPTZ(6) NOT NULL,
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "units" BIGINT NOT NULL,
    "epoch" BIGINT NOT NULL,
    "reservation" BIGINT NOT NULL,
    "occurred_at" TIMESTAMPTZ(6) NOT NULL,
    "recorded_at" TIMESTAMPTZ(6) NOT NULL,
    "hold_id" UUID,
    "api_key_id" TEXT,
    "source" TEXT NOT NULL,
    "subject" TEXT,
    "provider" TEXT,
    "endpoint" TEXT,
    "user_id" TEXT,
    "request_id" TEXT,
    "cost_micros" BIGINT,
    "properties" JSONB,

    CONSTRAINT "usage_event_pkey" PRIMARY KEY ("fence_id","seq","counted_at")
) PARTITION BY RANGE ("counted_at");

-- CreateTable
CREATE TABLE "usage_hold" (
    "id" UUID NOT NULL,
    "fence_id" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "units" BIGINT NOT NULL,
    "counted_at" TIMESTAMPTZ(6) NOT NULL,
    "epoch" BIGINT NOT NULL,
    "reservation" BIGINT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'OPEN',
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "usage_hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "status" "PaymentStatus" NOT NULL DEFAULT 'PENDING',
    "plan_price_id" TEXT,
    "subscription_id" TEXT,
    "amount" BIGINT NOT NULL,
    "refunded_amount" BIGINT NOT NULL DEFAULT 0,
    "currency" TEXT NOT NULL,
    "stripe_checkout_session_id" TEXT,
    "stripe_payment_intent_id" TEXT,
    "stripe_invoice_id" TEXT,
    "checkout_url" TEXT,
    "failure_code" TEXT,
    "failure_message" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice_ref" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "subscription_id" TEXT,
    "stripe_invoice_id" TEXT NOT NULL,
    "number" TEXT,
    "status" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "subtotal" BIGINT NOT NULL,
    "tax" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT NOT NULL,
    "amount_due" BIGINT NOT NULL,
    "amount_paid" BIGINT NOT NULL,
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "period_end" TIMESTAMPTZ(3) NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "paid_at" TIMESTAMPTZ(3),
    "hosted_url" TEXT,
    "pdf_url" TEXT,
    "lines" JSONB NOT NULL DEFAULT '[]',
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invoice_ref_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "business_clock" (
    "one" BOOLEAN NOT NULL DEFAULT true,
    "shift_ms" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "business_clock_pkey" PRIMARY KEY ("one")
);

-- CreateTable
CREATE TABLE "once_record" (
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "status" INTEGER,
    "result" TEXT,
    "locked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "once_record_pkey" PRIMARY KEY ("scope","key")
);

-- CreateTable
CREATE TABLE "outbox_message" (
    "id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "type" TEXT NOT NULL,
    "organization_id" TEXT,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processed_at" TIMESTAMPTZ(3),
    "dead_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "outbox_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbox_event" (
    "provider" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "api_version" TEXT,
    "object_id" TEXT,
    "payload" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "dead_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "inbox_event_pkey" PRIMARY KEY ("provider","event_id")
);

-- CreateTable
CREATE TABLE "job_lease" (
    "job" TEXT NOT NULL,
    "holder" TEXT,
    "fencing" BIGINT NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3),
    "last_run_at" TIMESTAMPTZ(3),
    "last_result" TEXT,
    "last_error" TEXT,

    CONSTRAINT "job_lease_pkey" PRIMARY KEY ("job")
);

-- CreateTable
CREATE TABLE "process_heartbeat" (
    "process" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "process_heartbeat_pkey" PRIMARY KEY ("process")
);

-- CreateTable
CREATE TABLE "subscription" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "status" "SubscriptionStatus" NOT NULL,
    "source" "SubscriptionSource" NOT NULL,
    "interval" "BillingInterval" NOT NULL,
    "quantity" INTEGER NOT NULL DEFAULT 1,
    "anchor_at" TIMESTAMPTZ(3) NOT NULL,
    "current_period_start" TIMESTAMPTZ(3) NOT NULL,
    "current_period_end" TIMESTAMPTZ(3) NOT NULL,
    "trial_start" TIMESTAMPTZ(3),
    "trial_end" TIMESTAMPTZ(3),
    "cancel_at_period_end" BOOLEAN NOT NULL DEFAULT false,
    "cancel_at" TIMESTAMPTZ(3),
    "canceled_at" TIMESTAMPTZ(3),
    "cancel_reason" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "past_due_since" TIMESTAMPTZ(3),
    "scheduled_change" JSONB,
    "stripe_subscription_id" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_user" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "clerk_user_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organization" (
    "id" TEXT NOT NULL,
    "kind" "OrganizationKind" NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "external_key" TEXT,
    "status" "OrganizationStatus" NOT NULL DEFAULT 'ACTIVE',
    "billing_email" TEXT,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "stripe_customer_id" TEXT,
    "clerk_organization_id" TEXT,
    "members_may_buy" BOOLEAN NOT NULL DEFAULT false,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff" (
    "user_id" TEXT NOT NULL,
    "role" "StaffRole" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credential" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "password" TEXT,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credential_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "api_key_organization_id_created_at_id_idx" ON "api_key"("organization_id", "created_at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "meter_slug_key" ON "meter"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "plan_code_version_key" ON "plan"("code", "version");

-- CreateIndex
CREATE UNIQUE INDEX "plan_price_stripe_price_id_key" ON "plan_price"("stripe_price_id");

-- CreateIndex
CREATE UNIQUE INDEX "plan_price_plan_id_interval_currency_key" ON "plan_price"("plan_id", "interval", "currency");

-- CreateIndex
CREATE UNIQUE INDEX "plan_limit_plan_id_meter_slug_window_key" ON "plan_limit"("plan_id", "meter_slug", "window");

-- CreateIndex
CREATE INDEX "entitlement_override_organization_id_created_at_idx" ON "entitlement_override"("organization_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "journal_entry_organization_id_recorded_at_id_idx" ON "audit"."journal_entry"("organization_id", "recorded_at" DESC, "id");

-- CreateIndex
CREATE INDEX "journal_entry_recorded_at_id_idx" ON "audit"."journal_entry"("recorded_at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "journal_entry_chain_position_key" ON "audit"."journal_entry"("chain", "position");

-- CreateIndex
CREATE UNIQUE INDEX "usage_fence_organization_id_environment_meter_key" ON "usage_fence"("organization_id", "environment", "meter");

-- CreateIndex
CREATE UNIQUE INDEX "usage_window_fence_id_kind_starts_at_key" ON "usage_window"("fence_id", "kind", "starts_at");

-- CreateIndex
CREATE INDEX "usage_event_fence_id_counted_at_idx" ON "usage_event"("fence_id", "counted_at");

-- CreateIndex
CREATE UNIQUE INDEX "payment_stripe_checkout_session_id_key" ON "payment"("stripe_checkout_session_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_stripe_payment_intent_id_key" ON "payment"("stripe_payment_intent_id");

-- CreateIndex
CREATE INDEX "payment_organization_id_created_at_id_idx" ON "payment"("organization_id", "created_at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_ref_stripe_invoice_id_key" ON "invoice_ref"("stripe_invoice_id");

-- CreateIndex
CREATE INDEX "invoice_ref_organization_id_issued_at_id_idx" ON "invoice_ref"("organization_id", "issued_at" DESC, "id");

-- CreateIndex
CREATE INDEX "once_record_locked_at_idx" ON "once_record"("locked_at");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_message_seq_key" ON "outbox_message"("seq");

-- CreateIndex
CREATE INDEX "outbox_message_organization_id_seq_idx" ON "outbox_message"("organization_id", "seq");

-- CreateIndex
CREATE INDEX "inbox_event_provider_received_at_event_id_idx" ON "inbox_event"("provider", "received_at" DESC, "event_id");

-- CreateIndex
CREATE UNIQUE INDEX "subscription_stripe_subscription_id_key" ON "subscription"("stripe_subscription_id");

-- CreateIndex
CREATE INDEX "subscription_organization_id_created_at_idx" ON "subscription"("organization_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "subscription_plan_id_idx" ON "subscription"("plan_id");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_email_key" ON "app_user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_clerk_user_id_key" ON "app_user"("clerk_user_id");

-- CreateIndex
CREATE UNIQUE INDEX "organization_slug_key" ON "organization"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "organization_external_key_key" ON "organization"("external_key");

-- CreateIndex
CREATE UNIQUE INDEX "organization_stripe_customer_id_key" ON "organization"("stripe_customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "organization_clerk_organization_id_key" ON "organization"("clerk_organization_id");

-- CreateIndex
CREATE INDEX "organization_created_at_id_idx" ON "organization"("created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "membership_user_id_idx" ON "membership"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "membership_organization_id_user_id_key" ON "membership"("organization_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "credential_user_id_idx" ON "credential"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "credential_provider_id_account_id_key" ON "credential"("provider_id", "account_id");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "verification"("identifier");

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_price" ADD CONSTRAINT "plan_price_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_feature" ADD CONSTRAINT "plan_feature_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_limit" ADD CONSTRAINT "plan_limit_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "entitlement_override" ADD CONSTRAINT "entitlement_override_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "usage_fence" ADD CONSTRAINT "usage_fence_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invoice_ref" ADD CONSTRAINT "invoice_ref_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "subscription" ADD CONSTRAINT "subscription_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "staff" ADD CONSTRAINT "staff_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "credential" ADD CONSTRAINT "credential_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE NO ACTION;



-- ---------------------------------------------------------------------------------------------------------------------
-- The law: what the database itself holds true, whatever the code above it does.
-- ---------------------------------------------------------------------------------------------------------------------

-- Business time. clock_timestamp() and not now(): a transaction that waited for a lock must see the moment after it.
INSERT INTO "business_clock" DEFAULT VALUES;
ALTER TABLE "business_clock" ADD CONSTRAINT "business_clock_one_row" CHECK ("one");

CREATE FUNCTION "business_now"() RETURNS timestamptz LANGUAGE sql VOLATILE
  AS $$ SELECT clock_timestamp() + "shift_ms" * interval '1 millisecond' FROM public."business_clock" $$;

-- Windows close and never reopen, so time may be set back only while nothing has been metered.
CREATE FUNCTION "business_clock_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."shift_ms" < OLD."shift_ms" AND EXISTS (SELECT FROM public."usage_window") THEN
    RAISE EXCEPTION 'business time may not go back once usage has been metered' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "business_clock_guard" BEFORE UPDATE ON "business_clock" FOR EACH ROW EXECUTE FUNCTION "business_clock_guard"();

-- Monthly partitions of the log, in UTC, made ahead of time by a job; the default one catches what nobody foresaw.
CREATE TABLE "usage_event_other" PARTITION OF "usage_event" DEFAULT;
CREATE FUNCTION "ensure_usage_partitions"(around timestamptz, months_back int, months_ahead int) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first_month timestamp := date_trunc('month', around AT TIME ZONE 'UTC');
  lower_edge timestamp;
  made int := 0;
BEGIN
  IF months_back NOT BETWEEN 0 AND 24 OR months_ahead NOT BETWEEN 0 AND 24 THEN
    RAISE EXCEPTION 'months must lie between 0 and 24' USING ERRCODE = 'check_violation';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('weir:usage-partitions', 0));
  FOR i IN -months_back..months_ahead LOOP
    lower_edge := first_month + make_interval(months => i);
    IF to_regclass('public.usage_event_' || to_char(lower_edge, 'YYYYMM')) IS NULL
       AND NOT EXISTS (SELECT FROM usage_event_other o
                       WHERE o.counted_at >= lower_edge AT TIME ZONE 'UTC'
                         AND o.counted_at < (lower_edge + interval '1 month') AT TIME ZONE 'UTC') THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF usage_event FOR VALUES FROM (%L) TO (%L)',
        'usage_event_' || to_char(lower_edge, 'YYYYMM'),
        lower_edge AT TIME ZONE 'UTC', (lower_edge + interval '1 month') AT TIME ZONE 'UTC');
      made := made + 1;
    END IF;
  END LOOP;
  RETURN made;
END $$;
SELECT "ensure_usage_partitions"(now(), 3, 4);

-- Facts are added, never changed.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "usage_event_append_only" BEFORE UPDATE OR DELETE ON "usage_event" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "usage_key_append_only" BEFORE UPDATE OR DELETE ON "usage_key" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "journal_append_only" BEFORE UPDATE OR DELETE ON "audit"."journal_entry" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "usage_event_no_truncate" BEFORE TRUNCATE ON "usage_event" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "usage_key_no_truncate" BEFORE TRUNCATE ON "usage_key" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "journal_no_truncate" BEFORE TRUNCATE ON "audit"."journal_entry" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- Metering.
ALTER TABLE "usage_fence"
  ADD CONSTRAINT "usage_fence_environment" CHECK ("environment" IN ('PROD', 'STAGING', 'DEV')),
  ADD CONSTRAINT "usage_fence_epoch" CHECK ("epoch" >= 1);
ALTER TABLE "usage_fence" SET (fillfactor = 50);
ALTER TABLE "usage_window"
  ADD CONSTRAINT "usage_window_fence" FOREIGN KEY ("fence_id") REFERENCES "usage_fence" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "usage_window_kind" CHECK ("kind" IN ('DAY', 'MONTH', 'BILLING_PERIOD', 'LIFETIME')),
  ADD CONSTRAINT "usage_window_range" CHECK ("ends_at" > "starts_at"),
  ADD CONSTRAINT "usage_window_policy" CHECK ("policy" IN ('HARD_STOP', 'METERED')),
  ADD CONSTRAINT "usage_window_status" CHECK ("status" IN ('OPEN', 'CLOSED')),
  ADD CONSTRAINT "usage_window_limit" CHECK ("limit_units" >= 0),
  ADD CONSTRAINT "usage_window_checkpoint" CHECK ("checkpoint_seq" >= 0 AND "checkpoint_units" >= 0);
ALTER TABLE "usage_window" SET (fillfactor = 70);
CREATE INDEX "usage_window_open" ON "usage_window" ("ends_at") WHERE "status" = 'OPEN';
CREATE FUNCTION "usage_window_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."status" = 'CLOSED' AND NEW."status" <> 'CLOSED' THEN
    RAISE EXCEPTION 'a closed usage window never reopens' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "usage_window_guard" BEFORE UPDATE OF "status" ON "usage_window" FOR EACH ROW EXECUTE FUNCTION "usage_window_guard"();
ALTER TABLE "usage_event"
  ADD CONSTRAINT "usage_event_units" CHECK ("units" BETWEEN 1 AND 1000000000),
  ADD CONSTRAINT "usage_event_cost" CHECK ("cost_micros" >= 0);
ALTER TABLE "usage_hold"
  ADD CONSTRAINT "usage_hold_fence" FOREIGN KEY ("fence_id") REFERENCES "usage_fence" ("id"),
  ADD CONSTRAINT "usage_hold_units" CHECK ("units" BETWEEN 1 AND 1000000000),
  ADD CONSTRAINT "usage_hold_status" CHECK ("status" IN ('OPEN', 'SETTLED', 'RELEASED', 'EXPIRED'));
CREATE INDEX "usage_hold_open_by_fence" ON "usage_hold" ("fence_id") WHERE "status" = 'OPEN';
CREATE INDEX "usage_hold_open_by_expiry" ON "usage_hold" ("expires_at") WHERE "status" = 'OPEN';

-- Tenancy and access.
ALTER TABLE "app_user" ADD CONSTRAINT "app_user_email_lower" CHECK ("email" = lower("email") AND length("email") BETWEEN 3 AND 255);
ALTER TABLE "organization"
  ADD CONSTRAINT "organization_slug" CHECK ("slug" ~ '^[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?$'),
  ADD CONSTRAINT "organization_name" CHECK (length("name") BETWEEN 1 AND 200);
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_owner" CHECK ("deployment" = ("organization_id" IS NULL));

-- Catalog.
ALTER TABLE "meter" ADD CONSTRAINT "meter_feature" FOREIGN KEY ("feature_slug") REFERENCES "feature" ("slug");
ALTER TABLE "plan" ADD CONSTRAINT "plan_family_fk" FOREIGN KEY ("family") REFERENCES "plan_family" ("code"),
  ADD CONSTRAINT "plan_trial_days" CHECK ("trial_days" BETWEEN 0 AND 730),
  ADD CONSTRAINT "plan_version" CHECK ("version" >= 1),
  ADD CONSTRAINT "plan_archived" CHECK (("status" = 'ARCHIVED') = ("archived_at" IS NOT NULL));
ALTER TABLE "plan_price" ADD CONSTRAINT "plan_price_amount" CHECK ("amount" >= 0);
ALTER TABLE "plan_feature" ADD CONSTRAINT "plan_feature_feature" FOREIGN KEY ("feature_slug") REFERENCES "feature" ("slug");
ALTER TABLE "plan_limit" ADD CONSTRAINT "plan_limit_meter" FOREIGN KEY ("meter_slug") REFERENCES "meter" ("slug"),
  ADD CONSTRAINT "plan_limit_amount" CHECK ("unlimited" = ("amount" IS NULL) AND coalesce("amount", 0) BETWEEN 0 AND 9007199254740991),
  ADD CONSTRAINT "plan_limit_overage" CHECK (
    ("overage_amount" IS NULL) = ("overage_per" IS NULL) AND coalesce("overage_amount", 0) >= 0 AND coalesce("overage_per", 1) >= 1
    AND ("overage_amount" IS NULL OR "policy" = 'METERED'));
CREATE UNIQUE INDEX "plan_one_active_version" ON "plan" ("code") WHERE "status" = 'ACTIVE';
CREATE UNIQUE INDEX "plan_one_draft_version" ON "plan" ("code") WHERE "status" = 'DRAFT';
CREATE UNIQUE INDEX "plan_one_fallback" ON "plan" ("fallback") WHERE "fallback" AND "status" = 'ACTIVE';

-- A version that has been sold says for ever what its subscribers bought.
CREATE FUNCTION "plan_sold_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."sold_at" IS NOT NULL AND (
       TG_OP = 'DELETE' OR NEW."sold_at" IS DISTINCT FROM OLD."sold_at"
       OR (NEW."code", NEW."version", NEW."family", NEW."name", NEW."description", NEW."collection", NEW."custom", NEW."trial_days", NEW."currency", NEW."metadata", NEW."content_hash")
          IS DISTINCT FROM
          (OLD."code", OLD."version", OLD."family", OLD."name", OLD."description", OLD."collection", OLD."custom", OLD."trial_days", OLD."currency", OLD."metadata", OLD."content_hash")) THEN
    RAISE EXCEPTION 'plan % version % has been sold and is not edited; make the next version', OLD."code", OLD."version" USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER "plan_sold_guard" BEFORE UPDATE OR DELETE ON "plan" FOR EACH ROW EXECUTE FUNCTION "plan_sold_guard"();
CREATE FUNCTION "plan_part_sold_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  part jsonb := to_jsonb(CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END);
BEGIN
  IF EXISTS (SELECT FROM public."plan" p WHERE p."id" = part ->> 'plan_id' AND p."sold_at" IS NOT NULL)
     -- Where a price lives at Stripe is not part of what was sold.
     AND NOT (TG_OP = 'UPDATE' AND (to_jsonb(NEW) - 'stripe_price_id') = (to_jsonb(OLD) - 'stripe_price_id')) THEN
    RAISE EXCEPTION 'the plan has been sold and is not edited; make the next version' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER "plan_price_sold_guard" BEFORE INSERT OR UPDATE OR DELETE ON "plan_price" FOR EACH ROW EXECUTE FUNCTION "plan_part_sold_guard"();
CREATE TRIGGER "plan_feature_sold_guard" BEFORE INSERT OR UPDATE OR DELETE ON "plan_feature" FOR EACH ROW EXECUTE FUNCTION "plan_part_sold_guard"();
CREATE TRIGGER "plan_limit_sold_guard" BEFORE INSERT OR UPDATE OR DELETE ON "plan_limit" FOR EACH ROW EXECUTE FUNCTION "plan_part_sold_guard"();

-- Subscriptions and entitlements.
CREATE UNIQUE INDEX "subscription_one_live" ON "subscription" ("organization_id")
  WHERE "status" IN ('TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'UNPAID');
CREATE INDEX "subscription_period_end" ON "subscription" ("current_period_end")
  WHERE "status" IN ('TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED', 'UNPAID');
ALTER TABLE "subscription"
  ADD CONSTRAINT "subscription_period" CHECK ("current_period_end" > "current_period_start"),
  ADD CONSTRAINT "subscription_trial" CHECK (("trial_start" IS NULL) = ("trial_end" IS NULL) AND coalesce("trial_end" >= "trial_start", true)),
  ADD CONSTRAINT "subscription_quantity" CHECK ("quantity" BETWEEN 1 AND 1000000),
  ADD CONSTRAINT "subscription_source" CHECK (("source" = 'STRIPE') = ("stripe_subscription_id" IS NOT NULL)),
  ADD CONSTRAINT "subscription_ended" CHECK (("status" = 'CANCELED') = ("ended_at" IS NOT NULL)),
  ADD CONSTRAINT "subscription_past_due" CHECK ("status" <> 'PAST_DUE' OR "past_due_since" IS NOT NULL);
ALTER TABLE "entitlement_override"
  ADD CONSTRAINT "entitlement_override_feature" FOREIGN KEY ("feature_slug") REFERENCES "feature" ("slug"),
  ADD CONSTRAINT "entitlement_override_meter" FOREIGN KEY ("meter_slug") REFERENCES "meter" ("slug"),
  ADD CONSTRAINT "entitlement_override_subject" CHECK (("feature_slug" IS NULL) <> ("meter_slug" IS NULL) AND ("meter_slug" IS NULL) = ("window" IS NULL)),
  ADD CONSTRAINT "entitlement_override_feature_value" CHECK ("feature_slug" IS NULL OR ("removed" = ("enabled" IS NULL) AND NOT "unlimited" AND "amount" IS NULL AND "policy" IS NULL)),
  ADD CONSTRAINT "entitlement_override_limit_value" CHECK ("meter_slug" IS NULL OR ("enabled" IS NULL AND coalesce("amount", 0) BETWEEN 0 AND 9007199254740991
    AND NOT ("unlimited" AND "amount" IS NOT NULL) AND NOT ("removed" AND ("unlimited" OR "amount" IS NOT NULL OR "policy" IS NOT NULL)))),
  ADD CONSTRAINT "entitlement_override_overage" CHECK (("overage_amount" IS NULL) = ("overage_per" IS NULL) AND coalesce("overage_amount", 0) >= 0 AND coalesce("overage_per", 1) >= 1),
  ADD CONSTRAINT "entitlement_override_reason" CHECK (length("reason") BETWEEN 1 AND 500),
  ADD CONSTRAINT "entitlement_override_expiry" CHECK ("expires_at" > "created_at");
CREATE UNIQUE INDEX "entitlement_override_one_feature" ON "entitlement_override" ("organization_id", "feature_slug") WHERE "revoked_at" IS NULL AND "feature_slug" IS NOT NULL;
CREATE UNIQUE INDEX "entitlement_override_one_limit" ON "entitlement_override" ("organization_id", "meter_slug", "window") WHERE "revoked_at" IS NULL AND "meter_slug" IS NOT NULL;

-- Payments.
ALTER TABLE "payment" ADD CONSTRAINT "payment_amounts" CHECK ("amount" >= 0 AND "refunded_amount" BETWEEN 0 AND "amount");

-- Queues of record: what is still to be done is found by a small index, however long the past becomes.
CREATE INDEX "outbox_message_due" ON "outbox_message" ("available_at", "seq") WHERE "processed_at" IS NULL AND "dead_at" IS NULL;
CREATE INDEX "inbox_event_due" ON "inbox_event" ("available_at") WHERE "processed_at" IS NULL AND "dead_at" IS NULL;

-- The journal: position, time and hash are the database's to give, under the lock of the chain's last link. Labels and
-- addresses stay outside the hash, so that erasing a person leaves the chain valid.
CREATE FUNCTION "audit"."entry_digest"(entry "audit"."journal_entry") RETURNS bytea LANGUAGE sql IMMUTABLE
  AS $$
  SELECT sha256(entry."previous_hash" || convert_to(jsonb_build_array(
    entry."id", entry."chain", entry."position",
    to_char(entry."recorded_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    entry."actor", entry."action", entry."entity_type", entry."entity_id", entry."organization_id",
    entry."before", entry."after", entry."reason", entry."correlation_id")::text, 'UTF8'))
$$;
CREATE FUNCTION "audit"."append_entry"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = audit, public, pg_temp AS $$
DECLARE
  head audit.journal_head;
BEGIN
  INSERT INTO audit.journal_head (chain, position, hash) VALUES (NEW.chain, 0, '\x') ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM audit.journal_head WHERE chain = NEW.chain FOR UPDATE;
  NEW.position := head.position + 1;
  NEW.previous_hash := head.hash;
  NEW.recorded_at := date_trunc('milliseconds', public.business_now());
  NEW.hash := audit.entry_digest(NEW);
  UPDATE audit.journal_head SET position = NEW.position, hash = NEW.hash WHERE chain = NEW.chain;
  RETURN NEW;
END $$;
CREATE TRIGGER "journal_append" BEFORE INSERT ON "audit"."journal_entry" FOR EACH ROW EXECUTE FUNCTION "audit"."append_entry"();
ALTER TABLE "audit"."journal_entry" ADD CONSTRAINT "journal_entry_chain" CHECK ("chain" = coalesce("organization_id", 'deployment'));

-- ---------------------------------------------------------------------------------------------------------------------
-- Who may do what (roles: prisma/bootstrap.sql). Every right of the application is written here, table by table.
-- ---------------------------------------------------------------------------------------------------------------------
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'weir_app') OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'weir_audit') THEN
    RAISE EXCEPTION 'the roles weir_app and weir_audit are missing: run prisma/bootstrap.sql as an administrator first';
  END IF;
END $$;

REVOKE ALL ON SCHEMA "public" FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA "public" FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA "audit" FROM PUBLIC;
GRANT USAGE ON SCHEMA "public", "audit" TO "weir_app";
GRANT USAGE ON SCHEMA "public" TO "weir_audit";
GRANT EXECUTE ON FUNCTION "business_now"() TO "weir_app", "weir_audit";
GRANT EXECUTE ON FUNCTION "ensure_usage_partitions"(timestamptz, int, int) TO "weir_app";
GRANT SELECT ON "business_clock" TO "weir_audit";

GRANT SELECT, UPDATE ON "business_clock" TO "weir_app";
GRANT SELECT, INSERT, UPDATE, DELETE ON "once_record", "job_lease", "process_heartbeat", "session", "credential", "verification", "membership", "staff" TO "weir_app";
GRANT SELECT, INSERT, UPDATE, DELETE ON "plan", "plan_price", "plan_feature", "plan_limit" TO "weir_app";
GRANT SELECT, INSERT, UPDATE ON "plan_family", "meter", "feature", "outbox_message", "inbox_event", "app_user", "organization", "api_key",
  "subscription", "entitlement_override", "payment", "invoice_ref", "usage_fence", "usage_window", "usage_hold" TO "weir_app";
GRANT SELECT, INSERT ON "usage_key", "usage_event", "usage_event_other" TO "weir_app";
GRANT USAGE ON SEQUENCE "usage_event_seq_seq", "usage_fence_id_seq", "usage_window_id_seq", "outbox_message_seq_seq" TO "weir_app";
GRANT SELECT, INSERT ON "audit"."journal_entry" TO "weir_app";
GRANT SELECT ON "audit"."journal_head" TO "weir_app";
GRANT EXECUTE ON FUNCTION "audit"."entry_digest"("audit"."journal_entry") TO "weir_app";

-- Last, because afterwards the migrating role no longer owns them: the journal belongs to a role that nobody logs in as.
-- A later migration that touches the journal begins with SET ROLE weir_audit.
GRANT EXECUTE ON FUNCTION "refuse_change"() TO "weir_audit";
GRANT USAGE, CREATE ON SCHEMA "audit" TO "weir_audit";
ALTER FUNCTION "audit"."append_entry"() OWNER TO "weir_audit";
ALTER FUNCTION "audit"."entry_digest"("audit"."journal_entry") OWNER TO "weir_audit";
ALTER TABLE "audit"."journal_head" OWNER TO "weir_audit";
ALTER TABLE "audit"."journal_entry" OWNER TO "weir_audit";
ALTER SCHEMA "audit" OWNER TO "weir_audit";

-- To compare schema and database, the migrating role must be able to see these columns; it gains no right on the rows.
SET ROLE "weir_audit";
GRANT REFERENCES ON "audit"."journal_entry", "audit"."journal_head" TO "weir_migrate";
RESET ROLE;
