/** How units are written for people. The API, the log and the catalog's amounts stay in whole base units. */

/** What a meter counts: one and many base units, and the larger unit that people read where there is one. */
export interface UnitName {
  readonly one: string;
  readonly many: string;
  /** Read instead of base units: `per` of them are one `unit` ("GB", 1000). */
  readonly shown?: { readonly unit: string; readonly per: number };
}

/** The name of what a meter counts, from the columns of the catalog. */
export const unitName = (
  meter: { unit: string; unitPlural: string; shownUnit?: string | null; shownPer?: number | null } | null | undefined,
): UnitName => ({
  one: meter?.unit ?? "unit",
  many: meter?.unitPlural ?? "units",
  ...(meter?.shownUnit && meter.shownPer ? { shown: { unit: meter.shownUnit, per: meter.shownPer } } : {}),
});

const DECIMALS = 3;
const format = new Intl.NumberFormat("en-US", { maximumFractionDigits: DECIMALS });
const minus = (text: string): string => text.replace("-", "−");
const written = (text: string): string => minus(format.format(text as Intl.StringNumericLiteral));

/**
 * A number of base units as it is read, without the unit: "1,218,640", or "1.5" for 1,500 MB that are read in GB. Cut
 * after three decimals and never rounded up: what is not full never looks full.
 */
export function shownNumber(units: number | bigint, { shown }: UnitName): string {
  if (!shown) return minus(format.format(units));
  const whole = BigInt(units);
  const scale = 10n ** BigInt(DECIMALS);
  const scaled = (whole * scale) / BigInt(shown.per);
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(DECIMALS + 1, "0");
  return written(`${scaled < 0n ? "-" : ""}${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`);
}

/** A number of base units with what they are: "1 call", "2,114 calls", "1.5 GB". */
export function shownUnits(units: number | bigint, name: UnitName): string {
  const what = name.shown?.unit ?? (BigInt(units) === 1n ? name.one : name.many);
  return `${shownNumber(units, name)} ${what}`;
}

/** An amount beside the name of its meter: "10,000" API calls, "50 GB" of storage. */
export const shownAmount = (units: number | bigint, name: UnitName): string =>
  name.shown ? shownUnits(units, name) : shownNumber(units, name);

/** What many of them are called where they are read: "calls", "GB". */
export const shownPlural = (name: UnitName): string => name.shown?.unit ?? name.many;

/** The name of a meter where it does not begin a sentence: "seats", but "API calls" as it is. */
export const inSentence = (name: string): string =>
  /^\p{Lu}\p{Ll}/u.test(name) ? `${name.charAt(0).toLowerCase()}${name.slice(1)}` : name;

const TYPED = /^(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.(\d{1,9}))?$/;

/**
 * The base units of an amount as people type it in the unit that they read: "10,000" calls, "1.5" GB as 1500. Null for
 * anything else, and for an amount that is no whole number of base units.
 */
export function typedUnits(text: string, { shown }: UnitName): number | null {
  const match = TYPED.exec(text.trim());
  if (!match) return null;
  const fraction = match[2] ?? "";
  const scaled = BigInt(`${(match[1] ?? "").replaceAll(",", "")}${fraction}`) * BigInt(shown?.per ?? 1);
  const scale = 10n ** BigInt(fraction.length);
  const units = scaled / scale;
  return scaled % scale === 0n && units <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(units) : null;
}
