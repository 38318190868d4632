import { Answer, route } from "@/lib/http";
import { csvLine } from "@/lib/kernel/csv";
import { iso } from "@/lib/kernel/time";
import { usageEvents, type LoggedEvent } from "@/lib/metering";
import { getUsageCsv } from "./contract";

const MAX_ROWS = 5_000;
const PAGE = 500;
const HEAD = [
  "id",
  "counted_at",
  "occurred_at",
  "meter",
  "units",
  "source",
  "api_key",
  "subject",
  "provider",
  "endpoint",
  "user",
  "approx_cost",
  "idempotency_key",
];

/** The newest events of a period, at most 5,000. */
export const GET = route(getUsageCsv, async (call) => {
  const ctx = await call.forOrganization(call.params.org);
  const { from, to, meter } = call.query;
  const lines = [csvLine(HEAD)];
  let after: { countedAt: number; seq: number } | null = null;
  do {
    const page: Awaited<ReturnType<typeof usageEvents>> = await usageEvents(
      ctx,
      "PROD",
      { from, to, meter },
      { limit: PAGE, after },
    );
    lines.push(...page.events.map(line));
    after = page.next;
  } while (after !== null && lines.length <= MAX_ROWS);
  return new Answer(lines.join(""), 200, {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="usage-${iso(from).slice(0, 10)}-${iso(to - 1).slice(0, 10)}.csv"`,
  });
});

const line = (e: LoggedEvent): string =>
  csvLine([
    e.id,
    iso(e.countedAt),
    iso(e.occurredAt),
    e.meter,
    e.units,
    e.source,
    e.apiKeyId,
    e.subject,
    e.provider,
    e.endpoint,
    e.userId,
    e.costMicros === null ? null : (e.costMicros / 1_000_000).toFixed(6),
    e.idempotencyKey,
  ]);
