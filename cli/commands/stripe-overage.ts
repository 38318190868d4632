import type { Command } from "commander";
import { reportOverage, resendOverage, settleOverage } from "@/lib/billing";
import { iso } from "@/lib/kernel/time";
import {
  listReports,
  listUnbilled,
  REPORT_STATES,
  type OverageReport,
  type ReportState,
  type UnbilledOverage,
} from "@/lib/overage";
import { moneyInWords, moneyOnWire } from "@/lib/kernel/money";
import { oneOf, pageSize } from "../reading";
import { words, type Column } from "../print";
import { inSession, type Session } from "../session";
import { usageError } from "../stop";
import { requireStripe } from "./stripe-mode";

interface Options {
  readonly org?: string;
  readonly state?: ReportState;
  readonly limit: number;
  readonly report?: boolean;
  readonly unbilled?: boolean;
  readonly resend?: string;
  readonly settle?: string;
  readonly reason?: string;
}

/** `weir stripe overage` */
export function addStripeOverage(stripe: Command): void {
  stripe
    .command("overage")
    .description("what Stripe's meters were told of usage beyond allowances, newest first; or have it told now")
    .option("--org <organization>", "of one organization only")
    .option("--state <state>", REPORT_STATES.map((state) => state.toLowerCase()).join(", "), oneOf(...REPORT_STATES))
    .option("--limit <count>", "at most 100", pageSize, 20)
    .option("--report", "look at every window now and report what is new")
    .option("--resend <report>", "report what a failed one covered again (ovg_…)")
    .option("--unbilled", "what nobody has billed and nobody has seen to, with what it would cost")
    .option("--settle <report>", "a failed one is billed by other means, or let go (ovg_…)")
    .option("--reason <text>", "why, with --resend and --settle; kept in the journal")
    .action(
      inSession<Options>("operator:write", async (session, _, options) => {
        requireStripe(session);
        if (options.resend !== undefined) return resend(session, options.resend, options.reason);
        if (options.settle !== undefined) return settle(session, options.settle, options.reason);
        const about = options.org === undefined ? {} : { organizationId: (await session.organization(options.org)).id };
        if (options.report) {
          await session.aboutTo("have Stripe's meters told what is used beyond allowances");
          const round = await reportOverage(session.as(), { ...about, choice: "all" });
          return session.print.done(
            round,
            `${round.looked} windows looked at, ${round.written} reports written, ${round.sent} sent, ${round.failed} failed.`,
          );
        }
        if (options.unbilled) {
          const unbilled = await listUnbilled(session.as(), about.organizationId ?? null, { limit: options.limit });
          return session.print.list(
            unbilled.map(unbilledView),
            UNBILLED,
            "Everything used beyond allowances is billed.",
          );
        }
        const filter = { ...about, ...(options.state ? { state: options.state } : {}) };
        const reports = await listReports(session.as(), filter, { limit: options.limit });
        session.print.list(reports.map(view), COLUMNS, "Nothing was reported.");
      }),
    );
}

async function resend(session: Session, report: string, reason: string | undefined): Promise<void> {
  if (reason === undefined) throw usageError("Say why with --reason.");
  await session.aboutTo(`report what ${report} covered again`);
  const round = await resendOverage(session.as(), report, reason);
  session.print.done(
    { report, ...round },
    `${report} is replaced; ${round.written} reports written, ${round.sent} sent, ${round.failed} failed.`,
  );
}

async function settle(session: Session, report: string, reason: string | undefined): Promise<void> {
  if (reason === undefined) throw usageError("Say why with --reason.");
  await session.aboutTo(`take ${report} off the list of what nobody has billed`, { ask: true });
  await settleOverage(session.as(), report, reason);
  session.print.done({ report, reason }, `${report} is settled; Stripe is never told of it.`);
}

const unbilledView = ({ report, window, amount }: UnbilledOverage) => ({
  ...view(report),
  windowStart: iso(window.start),
  windowEnd: iso(window.end),
  amount: amount && moneyOnWire(amount),
  amountInWords: amount && moneyInWords(amount),
});
type UnbilledRow = ReturnType<typeof unbilledView>;

const UNBILLED: readonly Column<UnbilledRow>[] = [
  ["report", (row) => row.id],
  ["organization", (row) => row.organizationId],
  ["meter", (row) => row.meter],
  ["units", (row) => BigInt(row.units)],
  ["of the window until", (row) => row.windowEnd.slice(0, 16).replace("T", " ")],
  ["would cost", (row) => row.amountInWords],
  ["reason", (row) => row.reason],
];

const view = (report: OverageReport) => ({
  id: report.id,
  organizationId: report.organizationId,
  meter: report.meter,
  kind: report.kind,
  units: report.units.toString(),
  overage: report.overage.toString(),
  moment: iso(report.moment),
  state: report.state,
  attempts: report.attempts,
  reason: report.reason,
});
type Row = ReturnType<typeof view>;

const COLUMNS: readonly Column<Row>[] = [
  ["report", (row) => row.id],
  ["organization", (row) => row.organizationId],
  ["meter", (row) => row.meter],
  ["kind", (row) => words(row.kind)],
  ["units", (row) => BigInt(row.units)],
  ["beyond in all", (row) => BigInt(row.overage)],
  ["counts at", (row) => row.moment.slice(0, 16).replace("T", " ")],
  ["state", (row) => words(row.state)],
  ["reason", (row) => row.reason],
];
