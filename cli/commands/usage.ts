import type { Command } from "commander";
import { listMeters } from "@/lib/catalog";
import { AppError } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { DAY, iso, parseInstant } from "@/lib/kernel/time";
import { usageByDay, usageByGroup, type GroupBy } from "@/lib/metering";
import type { UsageEnvironment } from "@/lib/quota";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { oneOf, pastMomentOf, unitsOf } from "../reading";
import { recordPatiently } from "../record-patiently";
import { unitNamesOf, unitsText } from "./limit-view";
import { inSession, type Session } from "../session";
import { usageError } from "../stop";
import { addUsageImport } from "./usage-import";

const MICROS = 1_000_000;

interface NewUsage {
  readonly key?: string;
  readonly environment: UsageEnvironment;
  readonly occurredAt?: string;
  readonly subject?: string;
  readonly provider?: string;
  readonly endpoint?: string;
  readonly cost?: string;
}

interface Show {
  readonly environment: UsageEnvironment;
  readonly from: string;
  readonly to?: string;
  readonly meter?: string;
  readonly by: Uppercase<GroupBy>;
}

const environmentOf = oneOf("PROD", "STAGING", "DEV");

function keyOf(text: string | undefined): string {
  if (text === undefined) return `cli-${newId("request")}`;
  if (!/^[\x20-\x7e]{1,255}$/.test(text)) throw usageError("--key has 1 to 255 printable ASCII characters.");
  return text;
}

function costOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const [, whole, fraction = ""] = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  if (whole === undefined) throw usageError("--cost is an amount such as 0.0021, with at most six decimals.");
  return Number(whole) * MICROS + Number(fraction.padEnd(6, "0"));
}

function occurredAtOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const at = parseInstant(text);
  if (at === null) throw usageError("--occurred-at is a time such as 2026-11-21T10:00:00Z.");
  return at;
}

async function recordOne(
  session: Session,
  [reference = "", meter = "", unitsText = ""]: readonly string[],
  options: NewUsage,
): Promise<void> {
  const units = unitsOf(unitsText);
  const key = keyOf(options.key);
  const facts = {
    ...{
      occurredAt: occurredAtOf(options.occurredAt),
      costMicros: costOf(options.cost),
      source: "cli",
      userId: null,
      requestId: null,
      properties: null,
    },
    ...{ subject: options.subject ?? null, provider: options.provider ?? null, endpoint: options.endpoint ?? null },
  };
  const organization = await session.organization(reference);
  await session.aboutTo(`record ${units} of ${meter} for ${organization.name} under the key ${key}`);
  const outcome = await recordPatiently(session.as(organization.id), options.environment, {
    meter,
    units,
    key,
    ...facts,
  });
  if (!outcome.admitted)
    throw new AppError(outcome.code, outcome.message, { fields: outcome.fields, details: outcome.details });
  const { data } = JSON.parse(outcome.body) as { data: unknown };
  const repeated = outcome.replayed
    ? " This key was known: the first answer stands, and nothing was counted again."
    : "";
  session.print.done(data, `${units} of ${meter} recorded for ${organization.name} under the key ${key}.${repeated}`);
}

async function showUsage(session: Session, [reference = ""]: readonly string[], options: Show): Promise<void> {
  const organization = await session.organization(reference);
  const ctx = session.as(organization.id);
  const now = await businessNow(sqlOf(ctx.db));
  const to = options.to === undefined ? now : pastMomentOf(options.to, now, "--to");
  const names = unitNamesOf(await listMeters(session.world));
  const range = { from: pastMomentOf(options.from, now, "--from"), to, meter: options.meter };
  if (options.by === "DAY") {
    const days = (
      await usageByDay(ctx, options.environment, { ...range, from: Math.floor(range.from / DAY) * DAY })
    ).map((row) => ({ day: iso(row.day).slice(0, 10), meter: row.meter, units: row.units }));
    return session.print.list(
      days,
      [
        ["day (UTC)", (row) => row.day],
        ["meter", (row) => row.meter],
        ["units", (row) => unitsText(names, row.meter, row.units)],
      ],
      `${organization.name} used nothing.`,
    );
  }
  const groupBy = options.by.toLowerCase() as Exclude<GroupBy, "day">;
  const rows = (await usageByGroup(ctx, options.environment, range, groupBy)).map((row) => ({
    meter: row.meter,
    [groupBy]: row.group,
    group: row.group,
    units: row.units,
    events: row.events,
    costMicros: row.costMicros,
  }));
  session.print.list(
    rows,
    [
      ["meter", (row) => row.meter],
      [groupBy, (row) => row.group],
      ["units", (row) => unitsText(names, row.meter, row.units)],
      ["events", (row) => row.events],
      ["cost", (row) => (row.costMicros / MICROS).toFixed(2)],
    ],
    `${organization.name} used nothing.`,
  );
}

/** `weir usage …` */
export function addUsageVerbs(program: Command): void {
  const usage = program.command("usage").description("what was metered");
  usage
    .command("record <organization> <meter> <units>")
    .description("record usage, or the new value of a gauge, as an API key would; refused where the quota refuses")
    .option("--key <key>", "idempotency key; a new one when absent")
    .option("--environment <environment>", "prod, staging or dev", environmentOf, "PROD")
    .option("--occurred-at <time>", "when it happened; now when absent")
    .option("--subject <text>")
    .option("--provider <text>")
    .option("--endpoint <text>")
    .option("--cost <amount>", "approximate cost to you, such as 0.0021")
    .action(inSession<NewUsage>("usage:write", recordOne));
  usage
    .command("show <organization>")
    .description("totals of a range; of a gauge its peak or its latest value")
    .option("--from <when>", "a time, or a span back", "30d")
    .option("--to <when>", "a time, or a span back; now when absent")
    .option("--meter <slug>")
    .option(
      "--by <group>",
      "day, key, subject, provider or user",
      oneOf("DAY", "KEY", "SUBJECT", "PROVIDER", "USER"),
      "DAY",
    )
    .option("--environment <environment>", "prod, staging or dev", environmentOf, "PROD")
    .action(inSession<Show>("usage:read", showUsage));
  addUsageImport(usage);
}
