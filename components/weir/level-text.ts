import { formatCount, formatUnits, percentUsed } from "../format";

/** What a meter counts, in one and in many: "call", "calls". */
export interface UnitName {
  one: string;
  many: string;
}

/** A number with its unit: "1 call", "10,000 calls". Whole units only. */
export function counted(units: number, unit: UnitName): string {
  return formatCount(units, unit.one, unit.many);
}

/** How a level is read aloud: "8,100 of 10,000 calls, 81 percent", or "48,210 calls, no limit". */
export function levelText(used: number, limit: number | null, unit: UnitName): string {
  if (limit === null) return `${counted(used, unit)}, no limit`;
  return `${formatUnits(used)} of ${counted(limit, unit)}, ${percentUsed(used, limit)} percent`;
}
