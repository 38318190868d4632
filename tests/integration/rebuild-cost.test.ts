import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { costOfRenewal, costOnLog, fillLog, makeMonths } from "@/bench/log-cost";
import { createPool, type Pool } from "@/lib/platform/pg";
import { checkQuota, committedUse, finiteWindowsOf, reconcileQuota } from "@/lib/quota";
import { fencesOfOrganization } from "@/lib/quota/fences";
import { testDatabase, type TestDatabase } from "../support/database";
import { ask, layTenant, startNode, use, type Node } from "../support/quota";

const SMALL = 10_000;
const LARGE = 200_000;
const MONTHS = 36;
/** Events since the last rebuild. */
const SINCE = 20;
const PAGES = 400;

let database: TestDatabase;
let node: Node;
let owner: Pool;

/** An organization with a log of so many events over three years, summed up to its last but a few. */
async function withLog(organization: string, events: number): Promise<void> {
  await layTenant(database, organization, [
    { window: "DAY", amount: 1_000_000_000 },
    { window: "MONTH", amount: 1_000_000_000 },
    { window: "BILLING_PERIOD", amount: 1_000_000_000 },
    { window: "LIFETIME", amount: 1_000_000_000 },
  ]);
  await checkQuota(node, use(organization, "first"));
  const [fence] = await ask<{ id: string }>(database, `select id from usage_fence where organization_id = $1`, [
    organization,
  ]);
  await fillLog(owner, Number(fence?.id), events, MONTHS * 30);
  await reconcileQuota(node, organization);
  for (let i = 0; i < SINCE; i++) await checkQuota(node, use(organization, `k${i}`));
}

beforeAll(async () => {
  database = testDatabase();
  node = await startNode(database, { sweeper: false });
  owner = createPool({
    url: database.migrateUrl,
    max: 1,
    applicationName: "weir-test-owner",
    statementTimeoutMs: 60_000,
  });
  await makeMonths(owner, MONTHS);
  await withLog("og_small", SMALL);
  await withLog("og_large", LARGE);
  await owner.query("analyze usage_event");
}, 120_000);
afterAll(async () => {
  await owner?.close();
  await node?.close();
});

describe("a rebuild", () => {
  it("reads what came since the last one, however long the log is", async () => {
    const small = await costOfRenewal(node, "og_small", "api_calls");
    const large = await costOfRenewal(node, "og_large", "api_calls");
    expect([small.rows, large.rows]).toEqual([SINCE, SINCE]);
    // A look into the index of each month, and the pages on which the new rows lie: some 70 where the range of a month,
    // read by time, has 4,400.
    expect(large.pages).toBeLessThan(PAGES);
  });
});

describe("what an alert is decided from", () => {
  it("is read from what came since the last rebuild, window by window", async () => {
    const fences = await fencesOfOrganization(node.quota.engine, "og_large");
    const windows = await finiteWindowsOf(node.quota.engine.pool, fences);
    expect(windows).toHaveLength(4);
    const cost = await costOnLog(node, (sql) => committedUse(sql, windows));
    expect(cost.rows).toBe(windows.length * SINCE);
    expect(cost.pages).toBeLessThan(windows.length * PAGES);
  });
});
