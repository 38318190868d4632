/** An amount in minor units of its currency. Never a float. */
export interface Money {
  readonly amount: bigint;
  readonly currency: string;
}

/** Money as it travels: a string of minor units, so that no reader rounds it. */
export interface MoneyOnWire {
  readonly amount: string;
  readonly currency: string;
}

export const money = (amount: bigint | number, currency: string): Money => ({ amount: BigInt(amount), currency });
export const moneyOnWire = (m: Money): MoneyOnWire => ({ amount: m.amount.toString(), currency: m.currency });
export const moneyFromWire = (m: MoneyOnWire): Money => ({ amount: BigInt(m.amount), currency: m.currency });

/** The price of `units` at `amount` for each started `per` units, in minor units. Source: packages are billed whole. */
export function packagePrice(units: bigint, amount: bigint, per: bigint): bigint {
  return ((units + per - 1n) / per) * amount;
}

// A format costs more to make than a whole refusal, and there are few currencies.
const formats = new Map<string, Intl.NumberFormat>();

/** Money as a sentence names it: "$29.99". The currency decides the decimals. */
export function moneyInWords({ amount, currency }: Money): string {
  const format =
    formats.get(currency) ??
    new Intl.NumberFormat("en-US", { style: "currency", currency: currency.toUpperCase(), currencyDisplay: "symbol" });
  formats.set(currency, format);
  return format.format(Number(amount) / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
