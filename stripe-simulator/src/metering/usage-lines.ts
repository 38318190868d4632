import { intervalText, priceAmount } from "../billing/amounts";
import { lineFor, productName } from "../billing/lines";
import { timesQuantity } from "../catalog/decimal";
import type { InvoiceLine, Price, PriceTier, Subscription, SubscriptionItem } from "../world/objects";
import type { World } from "../world/world";
import type { Span } from "./usage";

/** A part of a quantity that has one unit amount, or a tier's flat amount. */
interface Part {
  quantity: number;
  amount: number;
  unitAmount: string;
  terms: string;
}

/**
 * The lines for a quantity that was used: one for a flat price, one per tier that was reached (and one for its flat
 * amount) for tiers. Each line's amount is rounded to whole minor units, half away from zero
 * (https://docs.stripe.com/products-prices/pricing-models).
 */
export function linesForUsage(
  world: World,
  subscription: Subscription,
  item: Pick<SubscriptionItem, "id" | "price">,
  quantity: number,
  span: Span,
): InvoiceLine[] {
  const name = productName(world, item);
  return partsOf(world, item.price, quantity).map((part) =>
    lineFor(subscription, item, {
      amount: part.amount,
      description: `${part.quantity} × ${name} (${part.terms} / ${intervalText(item.price)})`,
      period: { start: span.start, end: span.end },
      proration: false,
      quantity: part.quantity,
      unitAmount: part.unitAmount,
    }),
  );
}

function partsOf(world: World, price: Price, quantity: number): Part[] {
  const tiers = world.state.priceTiers.get(price.id);
  if (price.billing_scheme !== "tiered" || !tiers) return [wholePart(world, price, quantity)];
  const parts =
    price.tiers_mode === "volume" ? volumeParts(price, tiers, quantity) : graduatedParts(price, tiers, quantity);
  return parts.length > 0 ? parts : [wholePart(world, price, quantity)];
}

function wholePart(world: World, price: Price, quantity: number): Part {
  const unitAmount = price.unit_amount_decimal ?? "0";
  const per = price.transform_quantity ? ` per ${price.transform_quantity.divide_by}` : "";
  const terms = `at ${unitText(unitAmount, price.currency)}${per}`;
  return { quantity, amount: priceAmount(world, price, quantity), unitAmount, terms };
}

/** The tier that the whole quantity reaches prices all of it. */
function volumeParts(price: Price, tiers: PriceTier[], quantity: number): Part[] {
  const at = tiers.findIndex((tier) => tier.up_to === null || quantity <= tier.up_to);
  const tier = tiers[at];
  return tier ? tierParts(price, tier, at, quantity) : [];
}

/** Each tier prices the part of the quantity that falls into it; the first one's flat amount is due at zero too. */
function graduatedParts(price: Price, tiers: PriceTier[], quantity: number): Part[] {
  const parts: Part[] = [];
  let below = 0;
  for (const [at, tier] of tiers.entries()) {
    const within = Math.max(0, Math.min(quantity, tier.up_to ?? quantity) - below);
    if (within === 0 && at > 0) break;
    parts.push(...tierParts(price, tier, at, within));
    below = tier.up_to ?? quantity;
  }
  return parts;
}

function tierParts(price: Price, tier: PriceTier, at: number, quantity: number): Part[] {
  const parts: Part[] = [];
  const { unit_amount_decimal: unit, flat_amount_decimal: flat } = tier;
  const text = (amount: string) => `Tier ${at + 1} at ${unitText(amount, price.currency)}`;
  if (unit !== null)
    parts.push({ quantity, amount: timesQuantity(unit, quantity), unitAmount: unit, terms: text(unit) });
  if (flat !== null && isNotZero(flat))
    parts.push({ quantity: 1, amount: timesQuantity(flat, 1), unitAmount: flat, terms: `${text(flat)} flat` });
  return parts;
}

const isNotZero = (amount: string): boolean => /[1-9]/.test(amount);

/** "$0.0025" for people, from a decimal amount of minor units. */
function unitText(amount: string, currency: string): string {
  const plain = new Intl.NumberFormat("en-US", { style: "currency", currency: currency.toUpperCase() });
  const digits = plain.resolvedOptions().maximumFractionDigits ?? 2;
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: currency.toUpperCase(),
    maximumFractionDigits: digits + 12,
    minimumFractionDigits: digits,
  }).format(Number(amount) / 10 ** digits);
}
