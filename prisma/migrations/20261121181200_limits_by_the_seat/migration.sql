-- A limit of each one that is bought: five seats of a plan give five times as much.
ALTER TABLE "plan_limit" ADD COLUMN "per_quantity" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "plan_limit" ADD CONSTRAINT "plan_limit_per_quantity" CHECK (NOT "per_quantity" OR NOT "unlimited");
