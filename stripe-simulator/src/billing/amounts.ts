import { roundedQuotient, scaled, timesQuantity } from "../catalog/decimal";
import type { Price, PriceTier } from "../world/objects";
import type { World } from "../world/world";

const SCALE = scaled("1");

/** What `quantity` units of a price cost, in whole minor units, rounded half away from zero. */
export function priceAmount(world: World, price: Price, quantity: number): number {
  const units = packages(price, quantity);
  if (price.billing_scheme !== "tiered") return timesQuantity(price.unit_amount_decimal ?? "0", units);
  const tiers = world.state.priceTiers.get(price.id) ?? [];
  return price.tiers_mode === "volume" ? volumeAmount(tiers, units) : graduatedAmount(tiers, units);
}

function packages(price: Price, quantity: number): number {
  const transform = price.transform_quantity;
  if (!transform) return quantity;
  const exact = quantity / transform.divide_by;
  return transform.round === "up" ? Math.ceil(exact) : Math.floor(exact);
}

/** Volume: the tier that holds the whole quantity prices all of it. */
function volumeAmount(tiers: PriceTier[], quantity: number): number {
  const tier = tiers.find((each) => each.up_to === null || quantity <= each.up_to);
  return tier ? roundedQuotient(tierCost(tier, quantity), SCALE) : 0;
}

/** Graduated: each tier prices the part of the quantity that falls into it. */
function graduatedAmount(tiers: PriceTier[], quantity: number): number {
  let [below, total] = [0, 0n];
  for (const [at, tier] of tiers.entries()) {
    const within = Math.min(quantity, tier.up_to ?? quantity) - below;
    if (within <= 0 && at > 0) break;
    total += tierCost(tier, Math.max(0, within));
    below = tier.up_to ?? quantity;
  }
  return roundedQuotient(total, SCALE);
}

function tierCost(tier: PriceTier, quantity: number): bigint {
  return scaled(tier.unit_amount_decimal ?? "0") * BigInt(quantity) + scaled(tier.flat_amount_decimal ?? "0");
}

const NO_MINOR_UNIT = new Set("bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf".split(" "));

/** "$29.99" for people, from minor units. */
export function moneyText(amount: number, currency: string): string {
  const digits = NO_MINOR_UNIT.has(currency) ? 0 : 2;
  const code = currency.toUpperCase();
  return formatFor(code, digits).format(amount / 10 ** digits);
}

/** Making a format takes longer than an invoice; there are few currencies. */
const formats = new Map<string, Intl.NumberFormat>();

function formatFor(code: string, digits: number): Intl.NumberFormat {
  const known = formats.get(code);
  if (known) return known;
  const made = new Intl.NumberFormat("en-US", { style: "currency", currency: code, minimumFractionDigits: digits });
  formats.set(code, made);
  return made;
}

/** "$29.99 / month", "Tiered / year" for people. */
export function priceText(price: Price): string {
  const amount = price.unit_amount === null ? tierText(price) : moneyText(price.unit_amount, price.currency);
  return price.recurring ? `${amount} / ${intervalText(price)}` : amount;
}

/** "month", "3 months" for people. */
export function intervalText(price: Price): string {
  const { interval, interval_count: count } = price.recurring ?? { interval: "month", interval_count: 1 };
  return count === 1 ? interval : `${count} ${interval}s`;
}

function tierText(price: Price): string {
  return price.unit_amount_decimal === null ? "Tiered" : `${price.unit_amount_decimal} ${price.currency} (minor units)`;
}
