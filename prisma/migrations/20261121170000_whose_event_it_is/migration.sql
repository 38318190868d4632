-- An event of Stripe is stored before anything is done about it; whose it is, is known by the customer it names. It stays
-- empty for an event of nobody here, and for one that came before its customer was written down.
ALTER TABLE "inbox_event" ADD COLUMN "organization_id" TEXT;
ALTER TABLE "inbox_event" ADD CONSTRAINT "inbox_event_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organization"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
CREATE INDEX "inbox_event_organization_id_received_at_event_id_idx" ON "inbox_event"("organization_id", "received_at" DESC, "event_id");

-- Done or given up, never both: what is replayed and succeeds is no longer dead.
UPDATE "inbox_event" SET "dead_at" = NULL WHERE "processed_at" IS NOT NULL AND "dead_at" IS NOT NULL;
ALTER TABLE "inbox_event" ADD CONSTRAINT "inbox_event_one_end" CHECK ("processed_at" IS NULL OR "dead_at" IS NULL);

-- The dead ones are counted at every look at the console, and are few among many.
CREATE INDEX "inbox_event_dead" ON "inbox_event" ("received_at" DESC, "event_id") WHERE "dead_at" IS NOT NULL;
