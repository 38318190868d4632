import { formatDay, formatMoney } from "../../format";
import type { ReadyChange } from "./model";

/**
 * What the one button says: verb, sum and time when it charges ("Pay $31.42 now"), the date when it only plans
 * ("Switch on Nov 23"). Null while the sum is not known: then there is nothing to press.
 */
export function confirmWords(model: Pick<ReadyChange, "timing" | "timings" | "preview" | "timeZone">): string | null {
  const { preview, timing } = model;
  if (preview.kind !== "ready") return null;
  if (timing === "periodEnd") return `Switch on ${formatDay(chosenTiming(model).at, model.timeZone)}`;
  const owed = BigInt(preview.dueNow.amount);
  if (owed > 0n) return `Pay ${formatMoney(preview.dueNow)} now`;
  return owed === 0n ? "Switch now, nothing due" : `Switch now, ${formatMoney(positive(preview.dueNow))} credited`;
}

/** The option that is chosen. */
export function chosenTiming(model: Pick<ReadyChange, "timing" | "timings">) {
  return model.timings.find((option) => option.timing === model.timing) ?? model.timings[0];
}

/** How much more or less a period costs: "+$350.00", "−$350.00"; null across currencies or intervals. */
export function priceDifference(model: Pick<ReadyChange, "now" | "next">): string | null {
  const { now, next } = model;
  if (now.price.currency !== next.price.currency || now.interval !== next.interval) return null;
  const difference = BigInt(next.price.amount) - BigInt(now.price.amount);
  if (difference === 0n) return null;
  const text = formatMoney({ amount: difference.toString(), currency: next.price.currency });
  return difference > 0n ? `+${text}` : text;
}

function positive(money: { amount: string; currency: string }) {
  return { amount: money.amount.replace("-", ""), currency: money.currency };
}
