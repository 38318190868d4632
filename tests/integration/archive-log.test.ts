import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SYSTEM, type Ctx } from "@/lib/context";
import {
  archiveUsageLog,
  checkQuota,
  closeDueWindows,
  explainQuota,
  reconcileQuota,
  sweepQuota,
  usageLogFrom,
  type Outcome,
} from "@/lib/quota";
import { lastCounted, levelBefore } from "@/lib/metering";
import { addMonths, DAY, utcMonth } from "@/lib/kernel/time";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import { lockOrganization } from "@/lib/quota/renew";
import { testDatabase, type TestDatabase } from "../support/database";
import { ask, layTenant, logged, startNode, use, type Node } from "../support/quota";

const KEPT_MONTHS = 2;
const LIFETIME = 10;

let database: TestDatabase;
let node: Node;
let ctx: Ctx;
/** The month in which the first events fall. */
let month: string;
let firstMoment: number;
const firstAnswers = new Map<string, Outcome>();

const isAdmitted = (o: Outcome): boolean => o.admitted && !o.replayed;
const codeOf = (o: Outcome): string => (o.admitted ? "admitted" : o.refusal.code);
const lifetimeOf = async (organization: string, meter = "api_calls") =>
  (await explainQuota(node, organization, "PROD", meter)).windows.find((w) => w.window === "LIFETIME");
const report = (gauge: "level" | "peak", key: string, units: number) =>
  checkQuota(node, use(`og_${gauge}`, key, units, { meter: gauge }));

/** Time goes on, and nobody has looked at a window yet. The partitions of the months to come are made as the job does. */
async function travel(days: number): Promise<void> {
  await ask(database, `update business_clock set shift_ms = shift_ms + $1::bigint`, [days * DAY]);
  await ask(database, `select ensure_usage_partitions(business_now(), 1, 4)`);
}

async function closeAll(): Promise<void> {
  await sweepQuota(node);
  while ((await closeDueWindows(node)) > 0) await sweepQuota(node);
}

beforeAll(async () => {
  database = testDatabase();
  node = await startNode(database, { sweeper: false });
  await sweepQuota(node);
  ctx = { quota: node.quota, db: node.db, actor: SYSTEM, organization: null, requestId: "archive" } as Ctx;
  firstMoment = node.quota.engine.clock.now();
  month = new Date(utcMonth(firstMoment).start).toISOString().slice(0, 7).replace("-", "");
  await layTenant(database, "og_life", [
    { window: "LIFETIME", amount: LIFETIME },
    { window: "MONTH", amount: 100 },
  ]);
  await layTenant(database, "og_later", [{ window: "MONTH", amount: 100 }]);
  for (const organization of ["og_life", "og_later"])
    for (let i = 0; i < 3; i++)
      firstAnswers.set(`${organization} ${i}`, await checkQuota(node, use(organization, `old-${i}`, 2)));
  await layTenant(database, "og_level", [
    { meter: "level", aggregation: "LATEST", window: "LIFETIME", amount: LIFETIME },
  ]);
  await layTenant(database, "og_peak", [{ meter: "peak", aggregation: "MAX", window: "MONTH", amount: LIFETIME }]);
  for (const units of [7, 4]) {
    firstAnswers.set(`og_level ${units}`, await report("level", `old-${units}`, units));
    firstAnswers.set(`og_peak ${units}`, await report("peak", `old-${units}`, units));
  }
  expect([...firstAnswers.values()].every(isAdmitted)).toBe(true);
});
afterAll(() => node?.close());

describe("months that need not be kept", () => {
  it("stay while they are recent, and for ever by default", async () => {
    expect(await archiveUsageLog(ctx, 0)).toEqual([]);
    await travel(31);
    expect((await archiveUsageLog(ctx, KEPT_MONTHS)).map((m) => m.month)).not.toContain(month);
    await expect(ask(database, `select archive_usage_month($1, 1)`, [month])).rejects.toThrow(/two months are kept/);
    await expect(ask(database, `select archive_usage_month($1, 2)`, [month])).rejects.toThrow(/is to be kept/);
  });

  it("stay while an open window reaches into them", async () => {
    await travel(75);
    const result = await archiveUsageLog(ctx, KEPT_MONTHS);
    expect(result.at(-1)).toMatchObject({ month, outcome: "needed" });
    expect(await logged(database, "og_life")).toBe(6);
    expect(await ask(database, `select 1 from usage_archived_day`)).toEqual([]);
  });

  it("wait for whoever reads the log or sums it, and do not stand in the way of others", async () => {
    await closeAll();
    const reader = new pg.Client({ connectionString: database.superUrl });
    await reader.connect();
    await reader.query(`begin`);
    await reader.query(`select count(*) from usage_event`);
    const tried = archiveUsageLog(ctx, KEPT_MONTHS);
    const meanwhile = await checkQuota(node, use("og_later", "meanwhile"));
    expect(codeOf(meanwhile)).toBe("admitted");
    expect((await tried).at(-1)).toMatchObject({ month, outcome: "busy" });
    await reader.query(`rollback`);
    await reader.end();
    await inTransaction(node.db, async (tx) => {
      await lockOrganization(sqlOf(tx), "og_life", "shared");
      const [row] = await ask<{ outcome: string }>(database, `select outcome from archive_usage_month($1, 2)`, [month]);
      expect(row?.outcome).toBe("busy");
    });
  });

  it("leave the log and their sums behind, by a journaled act", async () => {
    // What a lifetime holds had not been moved on since: the job does that first.
    await ask(
      database,
      `update usage_window set checkpoint_seq = 0, checkpoint_units = 0, checkpoint_at = null where kind = 'LIFETIME'`,
    );
    const result = await archiveUsageLog(ctx, KEPT_MONTHS);
    expect(result.find((m) => m.month === month)).toEqual({ month, outcome: "archived", events: 10 });
    expect(await archiveUsageLog(ctx, KEPT_MONTHS)).toEqual([]);
    expect(await logged(database, "og_life")).toBe(0);
    expect(
      await ask(
        database,
        `select f.organization_id as of, d.units::int, d.peak::int from usage_archived_day d join usage_fence f on f.id = d.fence_id order by 1`,
      ),
    ).toEqual([
      { of: "og_later", units: 6, peak: 2 },
      { of: "og_level", units: 11, peak: 7 },
      { of: "og_life", units: 6, peak: 2 },
      { of: "og_peak", units: 11, peak: 7 },
    ]);
    expect(
      await ask(
        database,
        `select actor, action from audit.journal_entry where action = 'usage_log.archived' and entity_id = $1`,
        [month],
      ),
    ).toEqual([{ actor: "system", action: "usage_log.archived" }]);
    expect(await usageLogFrom(node)).toBe(addMonths(utcMonth(node.quota.engine.clock.now()).start, -KEPT_MONTHS));
  });

  it("keep their events, which nobody can change and the application cannot reach", async () => {
    const table = `archive.usage_event_${month}`;
    expect(await ask(database, `select count(*)::int as n from ${table}`)).toEqual([{ n: 10 }]);
    await expect(ask(database, `delete from ${table}`)).rejects.toThrow(/append-only/);
    await expect(ask(database, `truncate ${table}`)).rejects.toThrow(/append-only/);
    await expect(ask(database, `update usage_archived_day set units = 99`)).rejects.toThrow(/append-only/);
    await expect(node.db.$queryRawUnsafe(`select 1 from ${table}`)).rejects.toThrow(/permission denied/);
  });

  it("give every key its first answer", async () => {
    await Promise.all(
      [...firstAnswers].map(async ([name, first]) => {
        const [organization = "", i = ""] = name.split(" ");
        const meter = organization.replace("og_", "");
        const again = await (meter === "level" || meter === "peak"
          ? report(meter, `old-${i}`, Number(i))
          : checkQuota(node, use(organization, `old-${i}`, 2)));
        expect(again).toMatchObject({ admitted: true, replayed: true });
        expect(again.admitted && again.body).toBe(first.admitted && first.body);
      }),
    );
    expect(codeOf(await checkQuota(node, use("og_life", "old-0", 3)))).toBe("IDEMPOTENCY_MISMATCH");
  });

  it("count in a lifetime, to the last unit", async () => {
    expect(codeOf(await checkQuota(node, use("og_life", "five", 5)))).toBe("LIMIT_EXCEEDED");
    expect(codeOf(await checkQuota(node, use("og_life", "four", 4)))).toBe("admitted");
    expect(codeOf(await checkQuota(node, use("og_life", "one")))).toBe("LIMIT_EXCEEDED");
    await reconcileQuota(node, "og_life");
    expect(await lifetimeOf("og_life")).toMatchObject({
      logged: LIFETIME,
      events: 4,
      drift: 0,
      counter: { used: LIFETIME },
    });
  });

  it("count in a lifetime that begins to matter afterwards", async () => {
    await ask(
      database,
      `insert into plan_limit (id, plan_id, meter_slug, "window", unlimited, amount, policy) values ('late', 'plan_og_later', 'api_calls', 'LIFETIME', false, 10, 'HARD_STOP')`,
    );
    await reconcileQuota(node, "og_later");
    expect(await lifetimeOf("og_later")).toMatchObject({ logged: 7, drift: 0, counter: { used: 7 } });
    expect(codeOf(await checkQuota(node, use("og_later", "too-many", 4)))).toBe("LIMIT_EXCEEDED");
    expect(codeOf(await checkQuota(node, use("og_later", "fits", 3)))).toBe("admitted");
  });

  it("leave a level where it stood, for the stop and for whoever looks at it", async () => {
    await reconcileQuota(node, "og_level");
    expect(await lifetimeOf("og_level", "level")).toMatchObject({
      logged: 4,
      events: 2,
      drift: 0,
      counter: { used: 4 },
    });
    const reader = { ...ctx, pool: node.quota.engine.pool, organization: "og_level" } as Ctx;
    expect(await levelBefore(reader, "PROD", "level", node.quota.engine.clock.now())).toBe(4);
    expect([...(await lastCounted(reader, "PROD")).keys()]).toEqual(["level"]);
    expect(codeOf(await report("level", "more", LIFETIME + 1))).toBe("LIMIT_EXCEEDED");
    expect(codeOf(await report("level", "all", LIFETIME))).toBe("admitted");
    expect(await lifetimeOf("og_level", "level")).toMatchObject({ logged: LIFETIME, events: 3 });
    expect(await levelBefore(reader, "PROD", "level", node.quota.engine.clock.now() + 1)).toBe(LIFETIME);
  });

  it("give a lifetime that begins afterwards the peak there was", async () => {
    await ask(
      database,
      `insert into plan_limit (id, plan_id, meter_slug, "window", unlimited, amount, policy) values ('peak', 'plan_og_peak', 'peak', 'LIFETIME', false, 5, 'HARD_STOP')`,
    );
    await reconcileQuota(node, "og_peak");
    expect(await lifetimeOf("og_peak", "peak")).toMatchObject({ logged: 7, drift: 0, counter: { used: 7 } });
    expect(codeOf(await report("peak", "eight", 8))).toBe("LIMIT_EXCEEDED");
    expect(codeOf(await report("peak", "seven", 7))).toBe("admitted");
  });

  it("take no late event: what may still be reported always falls into the log", async () => {
    const late = await checkQuota(node, use("og_later", "late", 1, { occurredAt: firstMoment }));
    expect(late).toMatchObject({ admitted: false, refusal: { code: "VALIDATION_ERROR" } });
    expect(await ask(database, `select 1 from usage_event_other`)).toEqual([]);
  });
});
