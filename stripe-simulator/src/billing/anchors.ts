import { invalidRequest } from "../http/errors";
import type { Price } from "../world/objects";
import type { World } from "../world/world";
import { lastDayOf, plusIntervals } from "./calendar";
import type { WantedAnchor } from "./compose";

interface AnchorParams {
  billing_cycle_anchor?: number;
  billing_cycle_anchor_config?: {
    day_of_month: number;
    hour?: number;
    minute?: number;
    month?: number;
    second?: number;
  };
}

/**
 * The anchor that a new subscription asks for: a moment, or the next time a day of the month comes
 * (https://docs.stripe.com/billing/subscriptions/billing-cycle). Null leaves it at the start or the end of the trial.
 *
 * @throws ApiError when it lies in the past, or later than the first renewal would come anyway.
 */
export function wantedAnchor(
  world: World,
  params: AnchorParams,
  price: Price,
  trialEnd: number | null,
): WantedAnchor | null {
  const { billing_cycle_anchor: at, billing_cycle_anchor_config: config } = params;
  if (at !== undefined && config !== undefined)
    throw invalidRequest(
      "You may only specify one of these parameters: billing_cycle_anchor, billing_cycle_anchor_config.",
      "billing_cycle_anchor_config",
      "parameters_exclusive",
    );
  const { recurring } = price;
  if (!recurring) return null;
  const base = trialEnd ?? world.now();
  if (config) return { at: nextOccurrence(config, recurring.interval, base), config: wholeConfig(config, base) };
  if (at === undefined) return null;
  if (at < world.now())
    throw invalidRequest("billing_cycle_anchor must be a timestamp in the future.", "billing_cycle_anchor");
  const natural = plusIntervals(base, recurring.interval, recurring.interval_count);
  if (at > natural)
    throw invalidRequest(
      `billing_cycle_anchor cannot be later than next natural billing date (${natural}) for plan`,
      "billing_cycle_anchor",
    );
  return { at, config: null };
}

type Config = NonNullable<AnchorParams["billing_cycle_anchor_config"]>;

const LIMITS = { day_of_month: [1, 31], hour: [0, 23], minute: [0, 59], month: [1, 12], second: [0, 59] } as const;

/** The first moment from `base` on that the configuration describes; a missing day is the month's last. */
function nextOccurrence(config: Config, interval: string, base: number): number {
  checkConfig(config, interval);
  const { hour, minute, second } = wholeConfig(config, base);
  const from = new Date(base * 1000);
  for (let ahead = 0; ahead <= 13; ahead += 1) {
    const first = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + ahead, 1));
    const [year, month] = [first.getUTCFullYear(), first.getUTCMonth()];
    if (config.month !== undefined && config.month !== month + 1) continue;
    const day = Math.min(config.day_of_month, lastDayOf(year, month));
    const moment = Date.UTC(year, month, day, hour, minute, second) / 1000;
    if (moment >= base) return moment;
  }
  throw new Error("A day of the month comes at least once a year");
}

function checkConfig(config: Config, interval: string): void {
  if (interval !== "month" && interval !== "year")
    throw invalidRequest(
      "billing_cycle_anchor_config is only supported for prices with monthly and yearly intervals.",
      "billing_cycle_anchor_config",
    );
  for (const [name, [least, most]] of Object.entries(LIMITS)) {
    const value = config[name as keyof Config];
    if (value !== undefined && (value < least || value > most))
      throw invalidRequest(
        `Invalid integer: must be between ${least} and ${most}`,
        `billing_cycle_anchor_config[${name}]`,
        "parameter_invalid_integer",
      );
  }
}

/** The time of day that is left out is that of the request. */
function wholeConfig(config: Config, base: number) {
  const from = new Date(base * 1000);
  return {
    day_of_month: config.day_of_month,
    hour: config.hour ?? from.getUTCHours(),
    minute: config.minute ?? from.getUTCMinutes(),
    month: config.month ?? null,
    second: config.second ?? from.getUTCSeconds(),
  };
}
