import type { Command } from "commander";
import { reportOverage, resendOverage } from "@/lib/billing";
import { iso } from "@/lib/kernel/time";
import { listReports, REPORT_STATES, type OverageReport, type ReportState } from "@/lib/overage";
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
  readonly resend?: string;
  readonly reason?: string;
}

/** `weir stripe overage` */
export function addStripeOverage(stripe: Command): void {
  stripe
    .command("overage")
    .description("what Stripe's meters were told of usage beyond allowances, newest first; or have it told now")
    .option("--org <organization>", "of one organization only")
    .option("--state <state>", "pending, sent, confirmed, failed or replaced", oneOf(...REPORT_STATES))
    .option("--limit <count>", "at most 100", pageSize, 20)
    .option("--report", "look at every window now and report what is new")
    .option("--resend <report>", "report what a failed one covered again (ovg_…)")
    .option("--reason <text>", "why, with --resend; kept in the journal")
    .action(
      inSession<Options>("operator:write", async (session, _, options) => {
        requireStripe(session);
        if (options.resend !== undefined) return resend(session, options.resend, options.reason);
        const about = options.org === undefined ? {} : { organizationId: (await session.organization(options.org)).id };
        if (options.report) {
          await session.aboutTo("have Stripe's meters told what is used beyond allowances");
          const round = await reportOverage(session.as(), { ...about, everything: true });
          return session.print.done(
            round,
            `${round.looked} windows looked at, ${round.written} reports written, ${round.sent} sent, ${round.failed} failed.`,
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
