import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { latePackages, overageOf, packagesOf } from "./owed";

const none = { covered: 0n, lastSequence: 0, billedByOthers: 0n };

describe("what is owed of a window", () => {
  it.each([
    [{ allowance: 100n, used: 100n, usedBefore: 0n }, 0n, 0n],
    [{ allowance: 100n, used: 112n, usedBefore: 0n }, 0n, 12n],
    // Free units of a trial, or another subscription's, lie below; what another price has billed does, too.
    [{ allowance: 100n, used: 112n, usedBefore: 105n }, 0n, 7n],
    [{ allowance: 100n, used: 112n, usedBefore: 105n }, 110n, 2n],
    [{ allowance: 100n, used: 112n, usedBefore: 112n }, 0n, 0n],
    [{ allowance: 0n, used: 3n, usedBefore: 0n }, 0n, 3n],
  ])("of %o with %s billed by others is %s units", (standing, billedByOthers, units) => {
    expect(overageOf(standing, { ...none, billedByOthers })).toBe(units);
  });

  it("costs the same whole or in late parts, whatever the next period uses itself", () => {
    const units = fc.bigInt({ min: 0n, max: 10n ** 9n });
    fc.assert(
      fc.property(units, units, units, fc.bigInt({ min: 1n, max: 10n ** 6n }), (reported, late, next, per) => {
        const carried = latePackages(reported, reported + late, per);
        const billed = packagesOf(reported, per) + packagesOf(carried + next, per);
        expect(billed).toBe(packagesOf(reported + late, per) + packagesOf(next, per));
      }),
    );
  });
});
