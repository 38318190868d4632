import type { DbOrTx } from "@/lib/platform/db";
import type { OverageReport, ReportState } from "./model";
import * as store from "./store";

interface Reader {
  readonly db: DbOrTx;
}

const MAX_PAGE = 100;

export interface ReportFilter {
  readonly organizationId?: string;
  readonly state?: ReportState;
}

/** One report, or null. For staff and the wall. */
export const findReport = (ctx: Reader, id: string): Promise<OverageReport | null> => store.loadReport(ctx.db, id);

/** Reports, newest first, at most `limit` (≤ 100), before one of them. */
export const listReports = (
  ctx: Reader,
  filter: ReportFilter = {},
  page: { readonly limit?: number; readonly before?: string } = {},
): Promise<OverageReport[]> =>
  store.loadReports(ctx.db, filter, Math.min(Math.max(page.limit ?? 20, 1), MAX_PAGE), page.before ?? null);

/** How the reports of a deployment stand, for tiles and alarms. */
export interface OverageStanding {
  readonly pending: number;
  /** Real seconds since the oldest pending one was due. */
  readonly oldestSeconds: number;
  readonly failed: number;
}

/** How many reports wait or have failed, of the whole deployment. */
export const overageStanding = (ctx: Reader): Promise<OverageStanding> => store.standing(ctx.db);
