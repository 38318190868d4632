-- What the console sorts and filters its organizations by, and what the keys' page draws.

-- The largest share of a finite allowance that an organization uses, in millionths; counted anew every few minutes.
CREATE TABLE "usage_share" (
    "organization_id" TEXT NOT NULL,
    "share_ppm" BIGINT NOT NULL,
    "counted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "usage_share_pkey" PRIMARY KEY ("organization_id")
);
ALTER TABLE "usage_share"
  ADD CONSTRAINT "usage_share_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "usage_share_positive" CHECK ("share_ppm" >= 0);
GRANT SELECT, INSERT, UPDATE ON "usage_share" TO "weir_app";

-- The staff's own words about an organization. Its people do not see them.
CREATE TABLE "organization_tag" (
    "organization_id" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "organization_tag_pkey" PRIMARY KEY ("organization_id", "tag")
);
CREATE INDEX "organization_tag_tag_organization_id_idx" ON "organization_tag" ("tag", "organization_id");
ALTER TABLE "organization_tag"
  ADD CONSTRAINT "organization_tag_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  ADD CONSTRAINT "organization_tag_form" CHECK ("tag" ~ '^[a-z0-9][a-z0-9-]{0,39}$');
GRANT SELECT, INSERT, DELETE ON "organization_tag" TO "weir_app";

-- How many requests each key was accepted for on each day of security time (UTC). A tally, not a fact to bill by: what a
-- process that dies has not written yet is missing.
CREATE TABLE "api_key_day" (
    "api_key_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "requests" BIGINT NOT NULL,

    CONSTRAINT "api_key_day_pkey" PRIMARY KEY ("api_key_id", "day")
);
CREATE INDEX "api_key_day_day_idx" ON "api_key_day" ("day");
ALTER TABLE "api_key_day"
  ADD CONSTRAINT "api_key_day_api_key_id_fkey" FOREIGN KEY ("api_key_id") REFERENCES "api_key" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
  ADD CONSTRAINT "api_key_day_requests" CHECK ("requests" > 0);
GRANT SELECT, INSERT, UPDATE, DELETE ON "api_key_day" TO "weir_app";

-- That a key's text was in wrong hands stays beside it, whenever it was revoked.
ALTER TABLE "api_key" ADD COLUMN "leaked_at" TIMESTAMPTZ(3);
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_leaked_is_revoked" CHECK ("leaked_at" IS NULL OR "revoked_at" IS NOT NULL);

-- The operator's list goes through the installations of every organization, newest first.
CREATE INDEX "installation_created_at_id_idx" ON "installation" ("created_at" DESC, "id");
