import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { previewSpendLimit, removeSpendLimit, setSpendLimit } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { SYSTEM } from "@/lib/context";
import { checkQuota, explainQuota, peekQuota, readStanding, type Outcome } from "@/lib/quota";
import { testDatabase, type TestDatabase } from "../support/database";
import { ask, layTenant, logged, startNode, use, type Node } from "../support/quota";

let database: TestDatabase;
let a: Node;
let b: Node;

beforeAll(async () => {
  database = testDatabase();
  a = await startNode(database);
  b = await startNode(database);
});
afterAll(() => Promise.all([a?.close(), b?.close()]));

const codes = (outcomes: readonly Outcome[]): Record<string, number> => {
  const out: Record<string, number> = {};
  for (const o of outcomes) {
    const name = o.admitted ? "admitted" : o.refusal.code;
    out[name] = (out[name] ?? 0) + 1;
  }
  return out;
};
const as = (organization: string): Ctx =>
  ({ quota: a.quota, db: a.db, actor: SYSTEM, organization, requestId: "req_test" }) as unknown as Ctx;
const usd = (amount: bigint) => ({ amount, currency: "usd" });
/** Ten units included; each further five, also when only begun, cost 300. */
const metered = (organization: string) =>
  layTenant(database, organization, [
    { window: "BILLING_PERIOD", amount: 10, policy: "METERED", overage: { amount: 300, per: 5 } },
  ]);
const calls = (organization: string, count: number, from = 0, nodes: readonly Node[] = [a, b]): Promise<Outcome[]> =>
  Promise.all(
    Array.from({ length: count }, (_, i) =>
      checkQuota(nodes[i % nodes.length] ?? a, use(organization, `k${from + i}`)),
    ),
  );

describe("a spend limit", () => {
  it("stops 100 callers at once over two engines exactly at the units it affords", async () => {
    await metered("og_exact");
    await setSpendLimit(as("og_exact"), "api_calls", usd(1_400n));
    // Four whole packages of five are affordable with 14.00; the fifth would cost 15.00.
    expect(codes(await calls("og_exact", 100))).toEqual({ admitted: 30, SPEND_LIMIT_EXCEEDED: 70 });
    expect(await logged(database, "og_exact")).toBe(30);
  });

  it("says what is spent, of what, and what to do", async () => {
    const [outcome] = await calls("og_exact", 1, 500);
    expect(outcome).toMatchObject({
      admitted: false,
      refusal: {
        code: "SPEND_LIMIT_EXCEEDED",
        message: expect.stringMatching(
          /^\$12\.00 of the spend limit of \$14\.00 .* Raise the spend limit, or wait/,
        ) as string,
        details: {
          meter: "api_calls",
          allowance: 10,
          limit: 30,
          current: 30,
          remaining: 0,
          window: "BILLING_PERIOD",
          spendLimit: { amount: "1400", currency: "usd" },
          spent: { amount: "1200", currency: "usd" },
          resetsAt: expect.any(String) as string,
        },
      },
    });
    expect(
      await peekQuota(a, { organizationId: "og_exact", environment: "PROD", meter: "api_calls", units: 1 }),
    ).toMatchObject({
      allowed: false,
      reason: "SPEND_LIMIT_EXCEEDED",
      limit: 30,
      remaining: 0,
    });
    expect((await readStanding(a, "og_exact", "PROD")).limits).toMatchObject([
      { limit: 10, used: 30, spendLimit: { limit: usd(1_400n), spent: usd(1_200n), ceiling: 30 } },
    ]);
    expect((await explainQuota(a, "og_exact", "PROD", "api_calls")).windows).toMatchObject([
      { limit: 10, ceiling: 30, spend: { limit: "1400", currency: "usd", amount: "300", per: "5" }, drift: 0 },
    ]);
  });

  it("that is raised lets the next call through, and that is removed stops nothing", async () => {
    await setSpendLimit(as("og_exact"), "api_calls", usd(1_500n));
    expect(codes(await calls("og_exact", 20, 1_000))).toEqual({ admitted: 5, SPEND_LIMIT_EXCEEDED: 15 });
    await removeSpendLimit(as("og_exact"), "api_calls");
    expect(codes(await calls("og_exact", 8, 2_000))).toEqual({ admitted: 8 });
    expect(await logged(database, "og_exact")).toBe(43);
    await expect(removeSpendLimit(as("og_exact"), "api_calls")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("below what is spent stops at once, and the preview has said so", async () => {
    expect(await previewSpendLimit(as("og_exact"), "api_calls", usd(600n))).toMatchObject([
      { window: "BILLING_PERIOD", spent: usd(2_100n), limit: usd(600n), ceiling: 20, used: 43, stopsNow: true },
    ]);
    expect(codes(await calls("og_exact", 1, 3_000))).toEqual({ admitted: 1 });
    await setSpendLimit(as("og_exact"), "api_calls", usd(600n));
    expect(codes(await calls("og_exact", 3, 4_000))).toEqual({ SPEND_LIMIT_EXCEEDED: 3 });
  });

  it("of nothing stops at the allowance, and says that it is the spend limit", async () => {
    await metered("og_zero");
    await setSpendLimit(as("og_zero"), "api_calls", usd(0n));
    expect(codes(await calls("og_zero", 14))).toEqual({ admitted: 10, SPEND_LIMIT_EXCEEDED: 4 });
  });

  it("holds just as exactly without Redis", async () => {
    await metered("og_alone");
    await setSpendLimit(as("og_alone"), "api_calls", usd(900n));
    const alone = await Promise.all([1, 2].map(() => startNode(database, { redisUrl: "redis://127.0.0.1:1" })));
    try {
      const outcomes = await calls("og_alone", 100, 0, alone);
      // A caller may be asked to come again; nobody is let through beyond the ceiling, and everybody up to it.
      for (let i = 0; (await logged(database, "og_alone")) < 25 && i < 100; i++)
        outcomes.push(...(await calls("og_alone", 1, 1_000 + i, alone)));
      expect(await logged(database, "og_alone")).toBe(25);
      expect(codes(outcomes).admitted).toBe(25);
      expect(codes(await calls("og_alone", 2, 5_000, alone))).toEqual({ SPEND_LIMIT_EXCEEDED: 2 });
    } finally {
      await Promise.all(alone.map((node) => node.close()));
    }
  });

  it("in another currency than the plan's allows nothing beyond the allowance", async () => {
    await metered("og_euro");
    await setSpendLimit(as("og_euro"), "api_calls", usd(9_000n));
    await a.changeAllowance(
      "og_euro",
      (tx) => tx.$executeRaw`update spend_limit set currency = 'eur' where organization_id = 'og_euro'`,
    );
    expect(codes(await calls("og_euro", 12))).toEqual({ admitted: 10, SPEND_LIMIT_EXCEEDED: 2 });
  });

  it("is refused where it would limit nothing, in another currency, or below nothing", async () => {
    await layTenant(database, "og_hard", [{ window: "DAY", amount: 5 }]);
    for (const [organization, meter, limit] of [
      ["og_hard", "api_calls", usd(1n)],
      ["og_zero", "ai_tokens", usd(1n)],
      ["og_zero", "api_calls", { amount: 1n, currency: "eur" }],
      ["og_zero", "api_calls", usd(-1n)],
    ] as const)
      await expect(setSpendLimit(as(organization), meter, limit)).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  it("is journaled with what stood before, once for each change", async () => {
    await setSpendLimit(as("og_alone"), "api_calls", usd(900n));
    await setSpendLimit(as("og_alone"), "api_calls", usd(1_000n));
    const rows = await ask<{ action: string; before: unknown; after: unknown }>(
      database,
      `select action, "before", "after" from audit.journal_entry where organization_id = 'og_alone' order by position`,
    );
    expect(rows).toEqual([
      { action: "spend_limit.set", before: null, after: { limit: { amount: "900", currency: "usd" } } },
      {
        action: "spend_limit.set",
        before: { limit: { amount: "900", currency: "usd" } },
        after: { limit: { amount: "1000", currency: "usd" } },
      },
    ]);
  });

  it("stays with a window that is over, for what is late", async () => {
    await metered("og_late");
    await setSpendLimit(as("og_late"), "api_calls", usd(300n));
    const late = { occurredAt: a.quota.engine.clock.now() - 20 * 60_000 };
    for (let i = 0; i < 15; i++) await checkQuota(a, use("og_late", `k${i}`, 1, late));
    // A new period has begun in between, and in it nothing bounds what is spent.
    await a.changeAllowance("og_late", async (tx) => {
      await tx.$executeRaw`update subscription set anchor_at = business_now() - interval '10 minutes' where organization_id = 'og_late'`;
      await tx.$executeRaw`delete from spend_limit where organization_id = 'og_late'`;
    });
    expect(codes([await checkQuota(a, use("og_late", "late", 1, late))])).toEqual({ SPEND_LIMIT_EXCEEDED: 1 });
    expect(codes([await checkQuota(a, use("og_late", "fresh", 100))])).toEqual({ admitted: 1 });
  });

  it("makes the ceiling that its terms make, and the database refuses any other", async () => {
    await expect(
      ask(database, `update usage_window set ceiling_units = ceiling_units + 1 where ceiling_units is not null`),
    ).rejects.toThrow(/usage_window_ceiling/);
  });
});
