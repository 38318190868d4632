const PLACES = 12;
const SCALE = 10n ** BigInt(PLACES);

/** A decimal amount as an integer of 10⁻¹² cents, the finest the API takes. */
export function scaled(decimal: string): bigint {
  const [whole = "0", fraction = ""] = decimal.replace("-", "").split(".");
  const size = BigInt(whole) * SCALE + BigInt(fraction.slice(0, PLACES).padEnd(PLACES, "0"));
  return decimal.startsWith("-") ? -size : size;
}

/** Whole cents of `numerator / denominator`, half away from zero. */
export function roundedQuotient(numerator: bigint, denominator: bigint): number {
  const negative = numerator < 0n !== denominator < 0n;
  const [top, bottom] = [abs(numerator), abs(denominator)];
  const rounded = (2n * top + bottom) / (2n * bottom);
  return Number(negative ? -rounded : rounded);
}

/** Whole cents of `decimal × quantity`, half away from zero. */
export function timesQuantity(decimal: string, quantity: number): number {
  return roundedQuotient(scaled(decimal) * BigInt(quantity), SCALE);
}

/** The amount when it is whole cents; the API shows null otherwise. */
export function wholeOrNull(decimal: string): number | null {
  const value = scaled(decimal);
  return value % SCALE === 0n ? Number(value / SCALE) : null;
}

/** The API's spelling: no trailing zeros. */
export function decimalText(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
