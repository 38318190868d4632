import { formatMoney, type Money } from "@/components/format";
import { countedAmount } from "@/components/weir/level-text";
import type { BillingInterval, LimitWindow, PricingLimit, PricingPlan } from "./model";

const windows: Record<LimitWindow, string> = {
  day: "a day",
  month: "a month",
  billing_period: "a billing period",
  lifetime: "in all",
};

/** "API calls a day": the meter with its window; a level has none. */
export function limitTitle(limit: PricingLimit): string {
  if (limit.gauge === "level") return limit.name;
  if (limit.gauge === "peak") return `${limit.name}, highest ${windows[limit.window]}`;
  return `${limit.name} ${windows[limit.window]}`;
}

/** "then $3.00 per 1,000": what comes after an allowance that bills; undefined where it stops. */
export function overageWords(limit: PricingLimit): string | undefined {
  if (limit.policy !== "METERED" || !limit.overage) return undefined;
  return `${formatMoney(limit.overage.price)} per ${countedAmount(limit.overage.per, limit.unit)}`;
}

/** What happens at the limit, in one word for a table. */
export function atLimitWords(limit: PricingLimit): string {
  if (limit.amount === null) return "no limit";
  return limit.policy === "METERED" ? "billed" : "stops";
}

/** Twelve months minus a year, where both are sold and the year is cheaper. */
export function yearlySaving(plan: PricingPlan): Money | undefined {
  const { month, year } = plan.prices;
  if (!month || !year) return undefined;
  const saving = BigInt(month.amount) * 12n - BigInt(year.amount);
  return saving > 0n ? { amount: saving.toString(), currency: month.currency } : undefined;
}

/**
 * How the yearly switch is labelled, true for every plan on the page: whole months free where all plans agree,
 * otherwise the largest saving as "up to". No saving, no claim.
 */
export function yearlyLabel(plans: readonly PricingPlan[]): string {
  const shares = plans.flatMap((plan) => {
    const saving = yearlySaving(plan);
    const month = plan.prices.month;
    return saving && month ? [{ saving: BigInt(saving.amount), month: BigInt(month.amount) }] : [];
  });
  const [first] = shares;
  if (!first) return "Yearly";
  const months = first.saving / first.month;
  const exact = shares.every((share) => share.saving === months * share.month);
  if (exact && months > 0n) return `Yearly, ${months} ${months === 1n ? "month" : "months"} free`;
  const best = shares.reduce((most, share) => {
    const percent = (share.saving * 100n) / (share.month * 12n);
    return percent > most ? percent : most;
  }, 0n);
  return best > 0n ? `Yearly, save up to ${best}%` : "Yearly";
}

/** Whether a plan costs nothing in an interval it is sold in. */
export function isFree(plan: PricingPlan): boolean {
  const prices = Object.values(plan.prices);
  return !plan.custom && prices.length > 0 && prices.every((price) => BigInt(price.amount) === 0n);
}

/** The 12 px line under a price: the trial first, then what the other interval would change. */
export function priceNote(plan: PricingPlan, interval: BillingInterval): string {
  const hadAlready = plan.relation === "current" || plan.relation === "other_interval";
  if (plan.custom) return "By contract, not sold online";
  if (isFree(plan)) return "No card asked";
  const price = plan.prices[interval];
  if (!price) return interval === "year" ? "Sold by the month" : "Sold by the year";
  if (plan.trialDays > 0 && !hadAlready) {
    return `${plan.trialDays} days free, then ${formatMoney(price)} a ${interval}`;
  }
  if (interval === "month") {
    return plan.prices.year ? `${formatMoney(plan.prices.year)} when paid by the year` : "Billed by the month";
  }
  const saving = yearlySaving(plan);
  return saving ? `${formatMoney(saving)} less than twelve months` : "Billed by the year";
}

/** What the button says. A sum on it is a price, never a charge: the charge comes after the review. */
export function choiceLabel(plan: PricingPlan): string {
  if (plan.custom && plan.relation !== "current" && plan.relation !== "unavailable") return "Talk to us";
  switch (plan.relation) {
    case "current":
      return "Current plan";
    case "other_interval":
      return `Change how ${plan.name} is billed`;
    case "upgrade":
      return `Upgrade to ${plan.name}`;
    case "downgrade":
      return `Move down to ${plan.name}`;
    case "unavailable":
      return "Not available";
    case "new":
      if (plan.trialDays > 0) return `Start ${plan.trialDays}-day trial`;
      return isFree(plan) ? "Start free" : `Choose ${plan.name}`;
  }
}

/** Said of a plan by contract where no address to write to is known. */
export const nobodyToTalkTo = "Ask the people who run this service for it.";

/** The one plan whose button is filled: the highlighted one, else the next step up, else the first with a trial or price. */
export function leadingPlan(plans: readonly PricingPlan[]): PricingPlan | undefined {
  const open = plans.filter((plan) => !plan.custom && (plan.relation === "new" || plan.relation === "upgrade"));
  return (
    open.find((plan) => plan.highlighted) ??
    open.find((plan) => plan.relation === "upgrade") ??
    open.find((plan) => plan.trialDays > 0) ??
    open.find((plan) => !isFree(plan)) ??
    open[0]
  );
}

/** Features of a plan as a reader scans them: all of the plan before in one line, then what it adds. */
export function featureLines(
  plan: PricingPlan,
  before: PricingPlan | undefined,
  names: ReadonlyMap<string, string>,
): string[] {
  const includesAll =
    before !== undefined && before.features.length > 0 && before.features.every((slug) => plan.features.includes(slug));
  const own = includesAll ? plan.features.filter((slug) => !before.features.includes(slug)) : plan.features;
  const lines = own.map((slug) => names.get(slug) ?? slug);
  return includesAll ? [`Everything in ${before.name}`, ...lines] : lines;
}
