import type { UsageAlertMail } from "@/lib/notifications";
import { inSentence, shownNumber, shownPlural, shownUnits, unitName } from "@/lib/kernel/units";
import { formatDateTime, formatMoney, zoneName } from "../format";
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
  const { organization } = mail;
  const passed = `${organization} ${isGauge(mail) ? hasReached(mail) : hasUsed(mail)}`;
  const sentence = isGauge(mail) ? ofGauge(mail) : ofAllowance(mail);
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

const isGauge = ({ meter }: UsageAlertMail): boolean => meter.aggregation === "LATEST" || meter.aggregation === "MAX";

const hasUsed = ({ threshold, meter }: UsageAlertMail): string =>
  threshold === 100
    ? `has used up its ${inSentence(meter.name)}`
    : `has used ${threshold}% of its ${inSentence(meter.name)}`;

const hasReached = ({ threshold, meter }: UsageAlertMail): string =>
  threshold === 100
    ? `has reached its limit of ${inSentence(meter.name)}`
    : `has reached ${threshold}% of its limit of ${inSentence(meter.name)}`;

const ofAllowance = (mail: UsageAlertMail): string =>
  mail.threshold === 100
    ? `All of ${WINDOWS[mail.window]} allowance is used. ${whatNow(mail)}`
    : `${mail.threshold}% of ${WINDOWS[mail.window]} allowance is used. ${whatFollows(mail)}`;

/** Nothing of a gauge is used up: it is where it is, and may fall. */
function ofGauge(mail: UsageAlertMail): string {
  const { threshold, meter, resetsAt } = mail;
  const falls = meter.aggregation === "MAX" && resetsAt !== null ? `resets on ${moment(mail, resetsAt)}` : "falls";
  return threshold === 100
    ? `${meter.name} stands at its limit. A higher value is refused until it ${falls} or the limit is raised.`
    : `${meter.name} stands at ${threshold}% of its limit or above. At 100% a higher value is refused.`;
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
      : `Further ${shownPlural(unitName(meter))} are billed at ${formatMoney(overage)} for each started ${shownUnits(BigInt(overage.per), unitName(meter))}`;
  if (overage === null) return price;
  return spendLimit === null
    ? `${price}. No spend limit is set.`
    : `${price}, up to the spend limit of ${formatMoney(spendLimit)}.`;
}

function facts(mail: UsageAlertMail): Letter["facts"] {
  const { used, limit } = mail;
  const unit = unitName(mail.meter);
  const runsOut = isGauge(mail) ? null : runOutMoment(mail);
  return [
    [isGauge(mail) ? "Reported" : "Used", `${shownNumber(used, unit)} of ${shownUnits(limit, unit)}`],
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
