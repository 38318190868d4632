import { currencyDigits, type Money } from "../../format";

const MOST_DIGITS = 15;

/** The minor units of an amount as people type it: "200", "1,200.50". Null for anything that is no amount of the currency. */
export function minorUnitsOf(text: string, currency: string): bigint | null {
  const digits = currencyDigits(currency);
  const bare = text.trim().replace(/^[^\d.,-]+/u, "");
  const match = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d*))?$/.exec(bare);
  const fraction = match?.[2] ?? "";
  if (!match || fraction.length > digits) return null;
  const whole = `${(match[1] ?? "").replaceAll(",", "")}${fraction.padEnd(digits, "0")}`;
  return whole.length > MOST_DIGITS ? null : BigInt(whole);
}

/** An amount as a field shows it, so that `minorUnitsOf` gives it back: "200.50". */
export function amountText({ amount, currency }: Money): string {
  const digits = currencyDigits(currency);
  if (digits === 0) return amount;
  const padded = amount.padStart(digits + 1, "0");
  return `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}
