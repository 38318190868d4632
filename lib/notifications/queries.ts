import type { Ctx } from "@/lib/context";
import { required } from "@/lib/kernel/errors";
import type { Instant } from "@/lib/kernel/time";
import type { FiredAlert } from "./model";
import { alertsOf } from "./store";

const MOST = 100;

/** The alerts that have fired for the context's organization, the last one first. `limit` is cut to 100. */
export const listAlerts = (ctx: Ctx, page: { limit?: number; before?: Instant } = {}): Promise<FiredAlert[]> =>
  alertsOf(ctx.db, required(ctx.organization, "the organization whose alerts are listed"), {
    before: page.before ?? null,
    limit: Math.min(Math.max(page.limit ?? 20, 1), MOST),
  });
