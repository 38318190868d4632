import { describe, expect, it } from "vitest";
import { gather } from "./gather";

/** Calls that stay under way until they are let go. */
function held() {
  const calls: { items: number[]; letGo: () => void }[] = [];
  const run = (items: number[]): Promise<number[]> =>
    new Promise((resolve) => calls.push({ items, letGo: () => resolve(items) }));
  const underWay = async (count: number): Promise<void> => {
    while (calls.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  return { calls, run, underWay };
}

describe("gather", () => {
  it("sends what comes together as one, and what comes meanwhile as the next", async () => {
    const { calls, run, underWay } = held();
    const queue = gather(run, { lanes: 1, max: 10 });
    const first = [queue.push(1), queue.push(2)];
    await underWay(1);
    const next = [queue.push(3), queue.push(4)];
    calls[0]?.letGo();
    await underWay(2);
    calls[1]?.letGo();
    expect(await Promise.all([...first, ...next])).toEqual([1, 2, 3, 4]);
    expect(calls.map((call) => call.items)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it("opens a further lane for as many as are worth it", async () => {
    const { calls, run, underWay } = held();
    const queue = gather(run, { lanes: 2, max: 10, worthwhile: 3 });
    const all = [queue.push(1)];
    await underWay(1);
    all.push(queue.push(2), queue.push(3), queue.push(4));
    await underWay(2);
    expect(calls.map((call) => call.items)).toEqual([[1], [2, 3, 4]]);
    for (const call of calls) call.letGo();
    await Promise.all(all);
  });

  it("opens a further lane for few when the call under way does not come back", async () => {
    const { calls, run, underWay } = held();
    const queue = gather(run, { lanes: 2, max: 10, worthwhile: 64 });
    const stuck = queue.push(1);
    await underWay(1);
    const other = queue.push(2);
    await underWay(2);
    calls[1]?.letGo();
    expect(await other).toBe(2);
    calls[0]?.letGo();
    expect(await stuck).toBe(1);
  });

  it("rejects the item whose place holds an error, and all of a call that throws", async () => {
    const some = gather(async (items: number[]) => items.map((n) => (n === 2 ? new Error("two") : n)), {
      lanes: 1,
      max: 10,
    });
    const [one, two] = await Promise.allSettled([some.push(1), some.push(2)]);
    expect([one?.status, two?.status]).toEqual(["fulfilled", "rejected"]);
    const none = gather(async () => Promise.reject<number[]>(new Error("away")), { lanes: 1, max: 10 });
    await expect(Promise.all([none.push(1), none.push(2)])).rejects.toThrow("away");
  });

  it("takes several as one value, with an error in the place of each that failed", async () => {
    const run = async (items: number[]): Promise<(number | Error)[]> => {
      if (items.includes(5)) throw new Error("away");
      return items.map((n) => (n === 2 ? new Error("two") : n));
    };
    const queue = gather(run, { lanes: 1, max: 3 });
    // The first three go together, the last two in a call that throws; what comes beside them is not held up by that.
    const [all, alone] = await Promise.all([queue.pushAll([1, 2, 3, 4, 5]), queue.push(6).catch(String)]);
    expect(all.map(String)).toEqual(["1", "Error: two", "3", "Error: away", "Error: away"]);
    expect(alone).toBe("Error: away");
    expect(await queue.pushAll([])).toEqual([]);
  });
});
