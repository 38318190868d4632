import type { BillingInterval } from "@/lib/catalog";
import { addMonths, type Instant } from "@/lib/kernel/time";
import type { Promotion } from "@/lib/payments";

const MONTHS: Readonly<Record<BillingInterval, number>> = { MONTH: 1, YEAR: 12 };

/** When a purchase that begins now is charged next: at the trial's end, else a period after its beginning. */
export const nextChargeAt = (now: Instant, interval: BillingInterval, trialEnd: Instant | null): Instant =>
  trialEnd ?? addMonths(now, MONTHS[interval]);

/**
 * Whether a code still takes something off the charge after today's. `usedToday`: something is charged today, and the
 * code takes its part off that. One that counts months counts them from today on, also over a trial.
 */
export function stillTakesOff(
  { duration, months }: Pick<Promotion, "duration" | "months">,
  charge: { now: Instant; at: Instant; usedToday: boolean },
): boolean {
  switch (duration) {
    case "forever":
      return true;
    case "once":
      return !charge.usedToday;
    case "repeating":
      return charge.at < addMonths(charge.now, months ?? 1);
  }
}
