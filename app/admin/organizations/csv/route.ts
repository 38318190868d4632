import { everyTenant, type Tenant, type TenantWish } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { route, StreamedAnswer, streamOf } from "@/lib/http";
import { csvLine } from "@/lib/kernel/csv";
import { iso } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { organizationFilter, wishOf } from "../organizations-filter";
import { getOrganizationsCsv } from "./contract";

type Column = readonly [title: string, cell: (tenant: Tenant) => string | number | null];

const COLUMNS: readonly Column[] = [
  ["id", ({ id }) => id],
  ["name", ({ name }) => name],
  ["slug", ({ slug }) => slug],
  ["external_key", ({ externalKey }) => externalKey],
  ["kind", ({ kind }) => kind.toLowerCase()],
  ["status", ({ status }) => status.toLowerCase()],
  ["owner", ({ owner }) => owner],
  ["plan", ({ plan }) => plan?.code ?? null],
  ["subscription", ({ subscription }) => subscription?.toLowerCase() ?? null],
  ["tags", ({ tags }) => tags.join(" ")],
  ["most_used_meter", ({ fullest }) => fullest?.meter ?? null],
  ["window", ({ fullest }) => fullest?.window.toLowerCase() ?? null],
  ["used", ({ fullest }) => fullest?.used ?? null],
  ["allowance", ({ fullest }) => fullest?.allowance ?? null],
  ["created_at", ({ createdAt }) => iso(createdAt)],
];

/** What the list shows with the same filter and order, all pages of it, as a file. */
export const GET = route(getOrganizationsCsv, (call) => {
  const wish = wishOf(organizationFilter(call.query));
  return Promise.resolve(
    new StreamedAnswer(streamOf(linesOf(call.forDeployment(), wish)), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="organizations-${iso(securityNow()).slice(0, 10)}.csv"`,
    }),
  );
});

async function* linesOf(ctx: Ctx, wish: TenantWish): AsyncGenerator<string, void> {
  yield csvLine(COLUMNS.map(([title]) => title));
  try {
    for await (const tenant of everyTenant(ctx, wish)) yield csvLine(COLUMNS.map(([, cell]) => cell(tenant)));
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId }, "a file of organizations broke off");
    throw error;
  }
}
