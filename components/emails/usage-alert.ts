import type { UsageAlertMail } from "@/lib/notifications";
import { formatCount, formatDateTime, formatMoney, formatUnits, zoneName } from "../format";
import { projectUsage } from "../usage-math";
import type { Letter } from "./letter";

const WINDOWS: Readonly<Record<UsageAlertMail["window"], string>> = {
  DAY: "today's",
  MONTH: "this month's",
  BILLING_PERIOD: "this billing period's",
  LIFETIME: "the whole",
};

/** The mail about a threshold of an allowance that has been passed. */
export function usageAlertLetter(mail: UsageAlertMail): Letter {
  const { meter, organization, threshold } = mail;
  const passed =
    threshold === 100
      ? `${organization} has used up its ${meter.name}`
      : `${organization} has used ${threshold}% of its ${meter.name}`;
  const sentence =
    threshold === 100
      ? `All of ${WINDOWS[mail.window]} allowance is used. ${whatNow(mail)}`
      : `${threshold}% of ${WINDOWS[mail.window]} allowance is passed. ${whatFollows(mail)}`;
  return {
    subject: mail.test ? `Test: ${passed}` : passed,
    preview: sentence,
    heading: passed,
    paragraphs: [
      ...(mail.test
        ? ["This is a test that somebody sent by hand. The threshold is invented, the figures are not."]
        : []),
      sentence,
    ],
    facts: facts(mail),
    action: { label: "See usage", href: mail.usageUrl },
    foot: {
      text: `You get this because alerts of ${organization} are sent to this address.`,
      label: "Change who is told",
      href: mail.preferencesUrl,
    },
  };
}

/** What happens from the limit on: what a hard stop, a price or a spend limit does. */
function whatNow(mail: UsageAlertMail): string {
  const wait = mail.resetsAt === null ? "the limit is raised" : `it resets on ${moment(mail, mail.resetsAt)}`;
  if (mail.policy === "HARD_STOP") return `Further calls are refused until ${wait}.`;
  return `Calls go on. ${beyond(mail)}`;
}

function whatFollows(mail: UsageAlertMail): string {
  if (mail.policy === "HARD_STOP") return "At 100% further calls are refused.";
  return `At 100% calls go on. ${beyond(mail)}`;
}

function beyond({ overage, spendLimit, meter }: UsageAlertMail): string {
  const price =
    overage === null
      ? "Usage beyond the allowance is settled by contract."
      : `Further ${meter.unitPlural} are billed at ${formatMoney(overage)} for each started ${formatCount(overage.per, meter.unit, meter.unitPlural)}`;
  if (overage === null) return price;
  return spendLimit === null
    ? `${price}. No spend limit is set.`
    : `${price}, up to the spend limit of ${formatMoney(spendLimit)}.`;
}

function facts(mail: UsageAlertMail): Letter["facts"] {
  const { meter, used, limit } = mail;
  const runsOut = runOutMoment(mail);
  return [
    ["Used", `${formatUnits(used)} of ${formatCount(limit, meter.unit, meter.unitPlural)}`],
    ...(runsOut === null ? [] : [["Runs out at this pace", moment(mail, runsOut)] as const]),
    ...(mail.resetsAt === null ? [] : [["Resets", moment(mail, mail.resetsAt)] as const]),
  ];
}

/** When the allowance is used up at the pace so far; null when it lasts, is used up, or nobody can tell yet. */
function runOutMoment(mail: UsageAlertMail): string | null {
  const pace = projectUsage({
    used: mail.used,
    limit: mail.limit,
    windowStart: Date.parse(mail.windowStart),
    resetsAt: mail.resetsAt === null ? null : Date.parse(mail.resetsAt),
    now: Date.parse(mail.at),
  });
  return pace.kind === "steady" && pace.runsOutAt !== null ? new Date(pace.runsOutAt).toISOString() : null;
}

const moment = (mail: UsageAlertMail, at: string): string =>
  `${formatDateTime(at, mail.timeZone)} ${zoneName(mail.timeZone)}`;
