-- What Clerk has told us, once by the id of its message. Nothing of the message itself is kept: what it says is applied
-- in the same breath, and personal data stands where it belongs and nowhere else.
CREATE TABLE "clerk_message" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "applied_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "clerk_message_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "clerk_message_id" CHECK (length("id") BETWEEN 1 AND 255)
);
CREATE INDEX "clerk_message_applied_at_idx" ON "clerk_message"("applied_at");

-- The newest state of each thing of Clerk's that was applied here, so that an older one which comes late changes nothing.
-- A membership has no id of its own: it goes by its organization and its user.
CREATE TABLE "clerk_object" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "version" BIGINT NOT NULL,
    "deleted" BOOLEAN NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "clerk_object_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "clerk_object_kind" CHECK ("kind" IN ('user', 'organization', 'membership', 'session')),
    CONSTRAINT "clerk_object_version" CHECK ("version" > 0)
);
CREATE INDEX "clerk_object_kind_id_idx" ON "clerk_object"("kind", "id");

GRANT SELECT, INSERT, DELETE ON "clerk_message" TO "weir_app";
GRANT SELECT, INSERT, UPDATE, DELETE ON "clerk_object" TO "weir_app";
