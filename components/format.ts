/** Money as it travels: an integer count of the currency's smallest unit, and the ISO code. */
export interface Money {
  amount: string;
  currency: string;
}

/** The three levels of use, and "none" where there is no limit to measure against. */
export type UsageLevel = "ok" | "warn" | "critical" | "none";

const locale = "en-US";
const minus = "−";

function withMinusSign(text: string): string {
  return text.replace("-", minus);
}

/** An integer count with thousands separators, never abbreviated: 1,218,640. */
export function formatUnits(units: number | bigint | string): string {
  return withMinusSign(new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(BigInt(units)));
}

/** A count for an axis, where room is short: 12.5k, 1.2M. Nowhere else. `per` base units are one of what is read. */
export function formatAxis(units: number, per = 1): string {
  const text = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }).format(units / per);
  return withMinusSign(text.replace("K", "k"));
}

/** A count with its unit in the right number: "1 call", "2,114 calls". */
export function formatCount(units: number | bigint | string, one: string, many: string): string {
  return `${formatUnits(units)} ${BigInt(units) === 1n ? one : many}`;
}

/** How many decimals a currency has: 2 for usd, 0 for jpy, 3 for kwd. */
export function currencyDigits(currency: string): number {
  const options = new Intl.NumberFormat(locale, { style: "currency", currency }).resolvedOptions();
  return options.maximumFractionDigits ?? 2;
}

function moveDecimalPoint(digits: string, places: number): string {
  if (places === 0) return digits;
  const negative = digits.startsWith("-");
  const bare = (negative ? digits.slice(1) : digits).padStart(places + 1, "0");
  const text = `${bare.slice(0, -places)}.${bare.slice(-places)}`;
  return negative ? `-${text}` : text;
}

function formatDecimal(value: string, currency: string, most: number): string {
  const least = Math.min(currencyDigits(currency), most);
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: least,
    maximumFractionDigits: Math.max(least, most),
  });
  return withMinusSign(format.format(value as Intl.StringNumericLiteral));
}

/** An amount with exactly the currency's decimals: $31.42, ¥500, −$4.40. No floating point on the way. */
export function formatMoney(money: Money): string {
  const digits = currencyDigits(money.currency);
  return formatDecimal(moveDecimalPoint(money.amount, digits), money.currency, digits);
}

/** A price per unit from minor units with a fraction ("0.3" cents → $0.003): up to six decimals, at least the currency's. */
export function formatUnitRate(rate: Money): string {
  const [whole = "0", fraction = ""] = rate.amount.split(".");
  const digits = currencyDigits(rate.currency);
  const scaled = moveDecimalPoint(`${whole}${fraction}`, digits + fraction.length);
  return formatDecimal(scaled, rate.currency, 6);
}

/** The sum of amounts of one currency. Throws a RangeError when currencies are mixed. */
export function addMoney(first: Money, ...rest: readonly Money[]): Money {
  let total = BigInt(first.amount);
  for (const money of rest) {
    if (money.currency !== first.currency) throw new RangeError("Amounts of different currencies have no sum");
    total += BigInt(money.amount);
  }
  return { amount: total.toString(), currency: first.currency };
}

/** Share used, in whole percent and floored, so that 100 means that nothing is left. A limit of zero is full. */
export function percentUsed(used: number | bigint | string, limit: number | bigint | string): number {
  const whole = BigInt(limit);
  if (whole <= 0n) return 100;
  return Number((BigInt(used) * 100n) / whole);
}

/** The level of a percentage: under 70 fine, under 90 nearly there, from 90 on critical. */
export function usageLevel(percent: number): Exclude<UsageLevel, "none"> {
  if (percent < 70) return "ok";
  return percent < 90 ? "warn" : "critical";
}

function part(iso: string, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { timeZone, hourCycle: "h23", ...options }).format(new Date(iso));
}

/** Nov 30, 2026 */
export function formatDate(iso: string, timeZone: string): string {
  return part(iso, timeZone, { year: "numeric", month: "short", day: "numeric" });
}

/** Nov 30: where the year stands nearby. */
export function formatDay(iso: string, timeZone: string): string {
  return part(iso, timeZone, { month: "short", day: "numeric" });
}

/** 16:39 */
export function formatTime(iso: string, timeZone: string): string {
  return part(iso, timeZone, { hour: "2-digit", minute: "2-digit" });
}

/** Nov 30, 2026, 16:39. The zone is named once per page, see `zoneName`. */
export function formatDateTime(iso: string, timeZone: string): string {
  return `${formatDate(iso, timeZone)}, ${formatTime(iso, timeZone)}`;
}

/** Oct 23 – Nov 23, 2026; the first year only where it differs. */
export function formatDateRange(fromIso: string, toIso: string, timeZone: string): string {
  const year = (iso: string) => part(iso, timeZone, { year: "numeric" });
  const from = year(fromIso) === year(toIso) ? formatDay(fromIso, timeZone) : formatDate(fromIso, timeZone);
  return `${from} – ${formatDate(toIso, timeZone)}`;
}

/** How a page's head names the zone: "UTC", "Europe/Berlin". */
export function zoneName(timeZone: string): string {
  return timeZone === "Etc/UTC" ? "UTC" : timeZone.replaceAll("_", " ");
}

const minuteMs = 60_000;

function amountOf(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** The time from one moment to a later one in its two largest units: "2 days 18 hours". Under a minute, or past: "a moment". */
export function formatSpan(fromIso: string, toIso: string): string {
  const minutes = Math.floor((Date.parse(toIso) - Date.parse(fromIso)) / minuteMs);
  if (minutes < 1) return "a moment";
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  const pieces = [
    { count: days, unit: "day" },
    { count: hours, unit: "hour" },
    { count: days > 0 ? 0 : rest, unit: "minute" },
  ].filter((piece) => piece.count > 0);
  return pieces.map((piece) => amountOf(piece.count, piece.unit)).join(" ");
}

/** Up to two initials of a name or e-mail address: "Rosa Vega" → RV, "rosa@acme.example" → R. */
export function initials(name: string): string {
  const words =
    name
      .split("@")[0]
      ?.split(/[\s._-]+/u)
      .filter(Boolean) ?? [];
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const last = words.length > 1 && !name.includes("@") ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return `${first}${last}`.toUpperCase();
}
