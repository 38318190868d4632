/** Decimal places of the currencies that do not have two, as Stripe counts them. Source: docs.stripe.com/currencies. */
const ZERO_DECIMALS = new Set("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" "));
const THREE_DECIMALS = new Set("bhd jod kwd omr tnd".split(" "));

export function decimalPlaces(currency: string): number {
  if (ZERO_DECIMALS.has(currency)) return 0;
  return THREE_DECIMALS.has(currency) ? 3 : 2;
}

/** "29.99" in the minor units of its currency; null when the text is not an amount or is finer than the currency. */
export function minorUnits(amount: string, currency: string): bigint | null {
  const match = /^(\d{1,12})(?:\.(\d{1,3}))?$/.exec(amount);
  if (!match) return null;
  const places = decimalPlaces(currency);
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > places) return null;
  return BigInt(`${match[1]}${fraction.padEnd(places, "0")}`);
}
