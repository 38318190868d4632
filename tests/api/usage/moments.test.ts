import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { gatewayApp } from "@/gateway/app";
import { DAY, HOUR, iso, MINUTE, SECOND, type Instant } from "@/lib/kernel/time";
import { closeDueWindows } from "@/lib/quota";
import { later, moveTo, moveToNoon, nextMidnight } from "../../support/business-clock";
import { testDatabase } from "../../support/database";
import { ask, layTenant, type LimitRow } from "../../support/quota";
import { client, startWorld, type TestWorld } from "../../support/world";

/** When usage counts that is reported late, early, or at the very edge of a window: alike with Redis and without it. */

let weir: TestWorld;
let tenants = 0;
const fetch = (request: Request): Response | Promise<Response> => gatewayApp().fetch(request);

interface Tenant {
  readonly id: string;
  /** Reports units that occurred at a moment; without one they occur now. */
  readonly use: (key: string, units: number, occurredAt?: Instant) => ReturnType<ReturnType<typeof client>>;
}

async function tenant(limits: readonly LimitRow[]): Promise<Tenant> {
  const id = `og_${String((tenants += 1)).padStart(32, "0")}`;
  await layTenant(testDatabase(), id, limits);
  const send = client(fetch, await weir.key(id));
  return {
    id,
    use: (idempotencyKey, units, occurredAt) =>
      send("POST", "/v1/usage", {
        meter: "api_calls",
        units,
        idempotencyKey,
        ...(occurredAt === undefined ? {} : { occurredAt: iso(occurredAt) }),
      }),
  };
}

const windowsOf = (id: string): Promise<{ kind: string; start: string; status: string; used: number }[]> =>
  ask(
    testDatabase(),
    `select w.kind, to_char(w.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as start, w.status,
            (select coalesce(sum(e.units), 0)::int from usage_event e where e.fence_id = w.fence_id and e.counted_at >= w.starts_at and e.counted_at < w.ends_at) as used
     from usage_window w join usage_fence f on f.id = w.fence_id where f.organization_id = $1 order by w.kind, w.starts_at`,
    [id],
  );

beforeAll(async () => {
  weir = await startWorld();
  await moveToNoon(weir);
});
afterAll(() => weir?.close());

describe.each([
  ["with Redis", true],
  ["through Postgres alone", false],
])("%s", (_, redis) => {
  beforeEach(() => {
    if (!redis) vi.spyOn(weir.world.redis, "token").mockReturnValue(null);
  });
  afterEach(() => void vi.restoreAllMocks());

  describe("late usage", () => {
    it("counts in the day that it belongs to while that day is open, and no longer after five minutes", async () => {
      const { id, use } = await tenant([{ window: "DAY", amount: 10 }]);
      const midnight = nextMidnight(weir);
      await moveTo(weir, midnight - MINUTE);
      const evening = midnight - 30 * SECOND;
      expect((await use("before", 6)).status).toBe(201);
      await moveTo(weir, midnight + 2 * MINUTE);
      expect((await use("late", 4, evening)).body.data).toMatchObject({ countedAt: iso(evening), used: 10 });
      expect(await use("too-much", 1, evening)).toMatchObject({
        status: 402,
        body: { current: 10, resetsAt: iso(midnight) },
      });
      expect((await use("today", 3)).body.data).toMatchObject({ used: 3 });

      await moveTo(weir, midnight + 6 * MINUTE);
      const after = await use("after-closing", 5, evening);
      expect(after.body.data).toMatchObject({ occurredAt: iso(evening), used: 8 });
      expect(Date.parse(String(after.body.data.countedAt))).toBeGreaterThanOrEqual(midnight + 6 * MINUTE);
      expect(await windowsOf(id)).toMatchObject([
        { kind: "DAY", status: "CLOSED", used: 10 },
        { kind: "DAY", status: "OPEN", used: 8 },
      ]);
    });

    it("counts in a billing period for an hour after its end", async () => {
      const { id, use } = await tenant([{ window: "BILLING_PERIOD", amount: 10 }]);
      expect((await use("first", 8)).status).toBe(201);
      const [period] = await ask<{ end: string }>(
        testDatabase(),
        `select (extract(epoch from max(w.ends_at)) * 1000)::bigint::text as end from usage_window w join usage_fence f on f.id = w.fence_id where f.organization_id = $1`,
        [id],
      );
      const end = Number(period?.end);
      await moveTo(weir, end + 50 * MINUTE);
      expect((await use("late", 2, end - 1)).body.data).toMatchObject({ countedAt: iso(end - 1), used: 10 });
      expect((await use("full", 1, end - 1)).status).toBe(402);
      expect((await use("now", 1)).body.data).toMatchObject({ used: 1 });
      await moveTo(weir, end + HOUR + MINUTE);
      expect((await use("after-closing", 2, end - 1)).body.data).toMatchObject({ occurredAt: iso(end - 1), used: 3 });
    });

    it("counts in all windows of its moment alike: now, as soon as one of them has closed", async () => {
      const { use } = await tenant([
        { window: "DAY", amount: 100 },
        { window: "LIFETIME", amount: 12 },
      ]);
      const midnight = nextMidnight(weir);
      await moveTo(weir, midnight - MINUTE);
      expect((await use("before", 3)).status).toBe(201);
      await moveTo(weir, midnight + 2 * MINUTE);
      const evening = midnight - 30 * SECOND;
      expect((await use("late", 4, evening)).body.data).toMatchObject({
        countedAt: iso(evening),
        window: "LIFETIME",
        used: 7,
      });
      expect((await use("today", 1)).body.data).toMatchObject({ window: "LIFETIME", used: 8 });
      await moveTo(weir, midnight + 6 * MINUTE);
      const after = await use("after-closing", 2, evening);
      expect(Date.parse(String(after.body.data.countedAt))).toBeGreaterThan(midnight);
      expect(after.body.data).toMatchObject({ window: "LIFETIME", used: 10 });
      // The tightest window refuses, wherever the rest would have had room.
      expect(await use("over", 3, evening)).toMatchObject({ status: 402, body: { window: "LIFETIME", current: 10 } });
    });
  });

  describe("the edge of a window", () => {
    it("belongs to the day that begins, to the millisecond", async () => {
      const { use } = await tenant([{ window: "DAY", amount: 10 }]);
      const midnight = nextMidnight(weir);
      await moveTo(weir, midnight - MINUTE);
      expect((await use("open", 1)).status).toBe(201);
      await moveTo(weir, midnight + MINUTE);
      expect((await use("today", 1)).status).toBe(201);
      expect((await use("last", 9, midnight - 1)).body.data).toMatchObject({ countedAt: iso(midnight - 1), used: 10 });
      expect((await use("first", 9, midnight)).body.data).toMatchObject({ countedAt: iso(midnight), used: 10 });
      expect((await use("no-more-before", 1, midnight - 1)).status).toBe(402);
      expect((await use("no-more-after", 1, midnight)).status).toBe(402);
    });
  });

  describe("a closed window", () => {
    it("never reopens, not for late usage, not for a repetition, not for the database's owner", async () => {
      const { id, use } = await tenant([{ window: "DAY", amount: 10 }]);
      const midnight = nextMidnight(weir);
      await moveTo(weir, midnight - MINUTE);
      const first = await use("first", 4, midnight - 2 * MINUTE);
      await moveTo(weir, midnight + 2 * HOUR);
      await closeDueWindows(weir.world);
      const closed = (await windowsOf(id))[0];
      expect(closed).toMatchObject({ status: "CLOSED", used: 4 });
      expect((await use("late", 10, midnight - 2 * MINUTE)).body.data).toMatchObject({ used: 10 });
      const again = await use("first", 4, midnight - 2 * MINUTE);
      expect([again.status, again.text]).toEqual([200, first.text]);
      expect((await windowsOf(id))[0]).toEqual(closed);
      await expect(
        ask(
          testDatabase(),
          `update usage_window w set status = 'OPEN' from usage_fence f where f.id = w.fence_id and f.organization_id = $1 and w.status = 'CLOSED'`,
          [id],
        ),
      ).rejects.toThrow(/never reopens/);
    });
  });

  describe("usage from too far away", () => {
    it("is refused 35 days back and five minutes ahead, and taken just within", async () => {
      const { use } = await tenant([{ window: "DAY", amount: 100 }]);
      const now = weir.world.clock.now();
      for (const [key, at] of [
        ["old", now - 35 * DAY - MINUTE],
        ["ahead", now + 6 * MINUTE],
      ] as const)
        expect(await use(key, 1, at)).toMatchObject({
          status: 422,
          body: { code: "VALIDATION_ERROR", errors: [{ pointer: "/occurredAt" }] },
        });
      expect((await use("just", 1, now - 35 * DAY + HOUR)).body.data).toMatchObject({ used: 1 });
      const soon = now + 4 * MINUTE;
      expect((await use("soon", 1, soon)).body.data).toMatchObject({ occurredAt: iso(soon), used: 2 });
    });

    it("keeps the first answer of a key that is known, however old it has become", async () => {
      const { use } = await tenant([{ window: "DAY", amount: 10 }]);
      const at = weir.world.clock.now() - MINUTE;
      const first = await use("kept", 10, at);
      expect(first.status).toBe(201);
      await later(weir, 40 * DAY);
      const again = await use("kept", 10, at);
      expect([again.status, again.text, again.headers.get("idempotent-replayed")]).toEqual([200, first.text, "true"]);
      expect((await use("kept", 9, at)).body.code).toBe("IDEMPOTENCY_MISMATCH");
      expect((await use("new", 1, at)).body.errors).toMatchObject([{ pointer: "/occurredAt" }]);
    });
  });
});
