import type { Reported } from "../model";

/** How a window stands: what it includes, what was used in it in all, and before it was this subscription's. */
export interface Standing {
  readonly allowance: bigint;
  readonly used: bigint;
  readonly usedBefore: bigint;
}

/** Units beyond the allowance that this price bills, in all: none twice, and none that another price has billed. */
export function overageOf({ allowance, used, usedBefore }: Standing, { billedByOthers }: Reported): bigint {
  const from = [usedBefore, billedByOthers].reduce((most, each) => (each > most ? each : most), allowance);
  return used > from ? used - from : 0n;
}

/**
 * The units of a message that comes too late for its own period: whole packages, so that they cost in the next invoice
 * what they would have cost in theirs. None when all of it lies in packages that are billed already.
 */
export function latePackages(covered: bigint, overage: bigint, per: bigint): bigint {
  const packages = packagesOf(overage, per) - packagesOf(covered, per);
  return packages > 0n ? packages * per : 0n;
}

/** How many packages so many units begin. */
export const packagesOf = (units: bigint, per: bigint): bigint => (units + per - 1n) / per;
