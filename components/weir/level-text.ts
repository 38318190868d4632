import { shownAmount, shownNumber, shownUnits, type UnitName } from "@/lib/kernel/units";
import { percentUsed } from "../format";

export type { UnitName };

/** A number with its unit as it is read: "1 call", "10,000 calls", "1.5 GB". Whole base units only. */
export function counted(units: number, unit: UnitName): string {
  return shownUnits(units, unit);
}

/** The same where the unit stands nearby: "10,000", "1.5". */
export function countedNumber(units: number, unit: UnitName): string {
  return shownNumber(units, unit);
}

/** The same beside the name of what is counted: "10,000" API calls, "1.5 GB" of storage. */
export function countedAmount(units: number, unit: UnitName): string {
  return shownAmount(units, unit);
}

/** How a level is read aloud: "8,100 of 10,000 calls, 81 percent", or "48,210 calls, no limit". */
export function levelText(used: number, limit: number | null, unit: UnitName): string {
  if (limit === null) return `${counted(used, unit)}, no limit`;
  return `${countedNumber(used, unit)} of ${counted(limit, unit)}, ${percentUsed(used, limit)} percent`;
}
