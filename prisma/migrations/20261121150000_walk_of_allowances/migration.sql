-- The hourly walk over allowances goes by the ends of windows, and passes over what ended long ago.
CREATE INDEX "usage_window_finite" ON "usage_window" ("ends_at", "id") WHERE "limit_units" > 0;
