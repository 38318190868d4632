import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uuidv7 } from "@/lib/kernel/ids";
import { fingerprint } from "@/lib/platform/crypto";
import { checkQuota, closeDueWindows, readStanding, reconcileQuota, type Outcome } from "@/lib/quota";
import { admit } from "@/lib/quota/admit";
import { fenceOf } from "@/lib/quota/fences";
import type { FenceName, Item, ItemKind } from "@/lib/quota/model";
import { decideInPostgres } from "@/lib/quota/slow-path";
import { testDatabase, type TestDatabase } from "../support/database";
import { ask, layTenant, startNode, use, type Node } from "../support/quota";

const MINUTE = 60_000;
const DAY = 86_400_000;

let database: TestDatabase;
let node: Node;

const code = (o: Outcome): string => (o.admitted ? "admitted" : o.refusal.code);
const businessTime = async (): Promise<number> =>
  Number((await ask<{ ms: string }>(database, `select floor(extract(epoch from business_now()) * 1000) as ms`))[0]?.ms);
const epochOf = async (organizationId: string): Promise<number> =>
  Number(
    (
      await ask<{ epoch: string }>(database, `select epoch from usage_fence where organization_id = $1`, [
        organizationId,
      ])
    )[0]?.epoch,
  );

beforeAll(async () => {
  database = testDatabase();
  node = await startNode(database);
});
afterAll(() => node?.close());

describe("a billing window whose anchor moves", () => {
  const moveAnchor = (organizationId: string, to: number): Promise<number> =>
    node.changeAllowance(
      organizationId,
      (tx) =>
        tx.$executeRaw`update subscription set anchor_at = ${new Date(to)}, current_period_start = ${new Date(to)} where organization_id = ${organizationId}`,
    );

  it("keeps in its sum only what it still contains, and takes late events", async () => {
    await layTenant(database, "og_moved", [{ window: "BILLING_PERIOD", amount: 10 }]);
    expect(code(await checkQuota(node, use("og_moved", "1", 6)))).toBe("admitted");
    await reconcileQuota(node, "og_moved");
    const now = await businessTime();
    await moveAnchor("og_moved", now - 30 * MINUTE);
    // The six count in the new window alone, so the old one still has room for a late five.
    expect(code(await checkQuota(node, use("og_moved", "late", 5, { occurredAt: now - 40 * MINUTE })))).toBe(
      "admitted",
    );
    expect(code(await checkQuota(node, use("og_moved", "2", 5)))).toBe("LIMIT_EXCEEDED");
    expect(code(await checkQuota(node, use("og_moved", "3", 4)))).toBe("admitted");
  });

  it("counts everything anew when the anchor comes back, also where a window had been closed", async () => {
    await layTenant(database, "og_back", [{ window: "BILLING_PERIOD", amount: 20 }]);
    const now = await businessTime();
    const [first, second] = [now - 3 * DAY, now - 30 * MINUTE];
    await moveAnchor("og_back", first);
    expect(code(await checkQuota(node, use("og_back", "1", 6)))).toBe("admitted");
    await reconcileQuota(node, "og_back");
    await moveAnchor("og_back", second);
    expect(code(await checkQuota(node, use("og_back", "late", 5, { occurredAt: now - 40 * MINUTE })))).toBe("admitted");
    await moveAnchor("og_back", first);
    expect((await readStanding(node, "og_back", "PROD")).limits).toMatchObject([{ used: 11, limit: 20 }]);
    await moveAnchor("og_back", second);
    expect((await readStanding(node, "og_back", "PROD")).limits).toMatchObject([{ used: 6, limit: 20 }]);
    expect(code(await checkQuota(node, use("og_back", "2", 15)))).toBe("LIMIT_EXCEEDED");
    expect(code(await checkQuota(node, use("og_back", "3", 14)))).toBe("admitted");
  });
});

describe("holds", () => {
  const itemOf = (fence: FenceName, kind: ItemKind, more: Partial<Item>): Item => {
    const units = more.units ?? 1;
    return {
      kind,
      fence,
      key: uuidv7(),
      fingerprint: fingerprint(kind, units),
      units,
      reserve: units,
      occurredAt: null,
      refuse: null,
      id: uuidv7(),
      newHold: null,
      holdExpiresAt: null,
      hold: null,
      facts: use("", "").facts,
      answer: (countedAt) => JSON.stringify({ countedAt }),
      ...more,
    };
  };

  it("that have run out give no room to anybody in the slow path", async () => {
    await layTenant(database, "og_hold", [{ window: "DAY", amount: 100 }]);
    const { engine } = node.quota;
    const fence = await fenceOf(engine, "og_hold", "PROD", "api_calls");
    const id = uuidv7();
    const countedAt = engine.clock.now();
    const hold = itemOf(fence, "hold", { units: 90, reserve: 90, newHold: id, holdExpiresAt: countedAt + 150 });
    expect((await admit(engine, fence, [hold])).map(code)).toEqual(["admitted"]);
    await sleep(250);
    expect(code(await checkQuota(node, use("og_hold", "before", 95)))).toBe("admitted");
    const settle = itemOf(fence, "settle", { units: 1, reserve: 1, hold: { id, units: 90, countedAt } });
    const outcomes = await decideInPostgres(engine, fence, [
      settle,
      itemOf(fence, "event", { units: 80, reserve: 80 }),
      itemOf(fence, "event", { units: 5, reserve: 5 }),
    ]);
    expect(outcomes.map(code)).toEqual(["CONFLICT", "LIMIT_EXCEEDED", "admitted"]);
  });
});

describe("a change of the allowance", () => {
  it("that is committed is told so, also when the connection that holds its locks has been cut", async () => {
    await layTenant(database, "og_cut", [{ window: "DAY", amount: 1 }]);
    expect(code(await checkQuota(node, use("og_cut", "1")))).toBe("admitted");
    await node.changeAllowance("og_cut", async (tx) => {
      await tx.$executeRaw`insert into entitlement_override (id, organization_id, meter_slug, "window", amount, reason, author, created_at) values ('ovr_cut', 'og_cut', 'api_calls', 'DAY', 2, 'test', 'test', business_now())`;
      await ask(
        database,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'weir-test-pinned'`,
      );
    });
    expect(code(await checkQuota(node, use("og_cut", "2")))).toBe("admitted");
    expect(code(await checkQuota(node, use("og_cut", "3")))).toBe("LIMIT_EXCEEDED");
  });
});

describe("reading while Redis does not answer", () => {
  it("goes to the log once, and fences the others out at most once", async () => {
    const other = await startNode(database, { sweeper: false });
    try {
      await layTenant(database, "og_read", [{ window: "DAY", amount: 10 }]);
      expect(code(await checkQuota(node, use("og_read", "1", 4)))).toBe("admitted");
      const before = await epochOf("og_read");
      const late = () => Promise.reject(new Error("Command timed out"));
      Object.assign(other.redis, { hash: late, hashFields: late, run: late });
      expect((await readStanding(other, "og_read", "PROD")).limits).toMatchObject([{ used: 4, remaining: 6 }]);
      expect((await epochOf("og_read")) - before).toBeLessThanOrEqual(1);
    } finally {
      await other.close();
    }
  });
});

describe("windows that are over", () => {
  it("close also when their limit has left the plan", async () => {
    await layTenant(database, "og_left", [
      { window: "DAY", amount: 10 },
      { window: "LIFETIME", amount: 100 },
    ]);
    expect(code(await checkQuota(node, use("og_left", "1")))).toBe("admitted");
    await node.changeAllowance(
      "og_left",
      (tx) =>
        tx.$executeRaw`insert into entitlement_override (id, organization_id, meter_slug, "window", removed, reason, author, created_at) values ('ovr_left', 'og_left', 'api_calls', 'DAY', true, 'test', 'test', business_now())`,
    );
    await ask(database, `update business_clock set shift_ms = shift_ms + ${2 * DAY}`);
    await checkQuota(node, use("og_left", "2"));
    await closeDueWindows(node);
    const rows = await ask<{ status: string }>(
      database,
      `select w.status from usage_window w join usage_fence f on f.id = w.fence_id where f.organization_id = 'og_left' and w.kind = 'DAY'`,
    );
    expect(rows).toEqual([{ status: "CLOSED" }]);
    expect(await closeDueWindows(node)).toBe(0);
  });
});
