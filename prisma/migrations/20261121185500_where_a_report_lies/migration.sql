-- Where a report's window ended when it was written. An anchor that moves cuts a window shorter, and what was reported of
-- the part behind the cut belongs to the window that holds it now.
ALTER TABLE "overage_report" ADD COLUMN     "window_ends_at" TIMESTAMPTZ(6);
UPDATE "overage_report" r SET "window_ends_at" = w."ends_at" FROM "usage_window" w WHERE w."id" = r."window_id";
ALTER TABLE "overage_report" ALTER COLUMN "window_ends_at" SET NOT NULL;
