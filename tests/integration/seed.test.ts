import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type RunningWorld } from "@/lib/context";
import { verifyChain } from "@/lib/journal";
import { DAY, HOUR } from "@/lib/kernel/time";
import { recordUsage } from "@/lib/metering";
import { readEnvironment } from "@/lib/platform/env";
import { readStanding, type LimitStanding } from "@/lib/quota";
import { liveSubscription } from "@/lib/subscriptions";
import { findOrganization, listMembers } from "@/lib/tenancy";
import { localIdentity } from "@/lib/auth";
import { moveClock } from "@/lib/clock";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { verifyApiKey } from "@/lib/access";
import { startSimulator, type Simulator } from "../../stripe-simulator";
import { actingAs, systemContext } from "../../prisma/seed/people";
import { seedCharacters, type Seeded } from "../../prisma/seed/seed";
import { testDatabase } from "../support/database";
import { ask } from "../support/quota";

const MOST_EVENTS = 5_000;
const MOST_SECONDS = 20;

const database = testDatabase();
const home = fs.mkdtempSync(path.join(os.tmpdir(), "weir-seed-"));
const opened: RunningWorld[] = [];
let simulator: Simulator;
let world: RunningWorld;
let seeded: Seeded;
let seconds: number;

async function openWorld(): Promise<RunningWorld> {
  const env = readEnvironment({
    ...process.env,
    WEIR_HOME: home,
    WEIR_DEMO: "1",
    STRIPE_SIMULATOR_URL: simulator.url,
    LOG_LEVEL: "silent",
  });
  const made = createWorld(env, "test");
  opened.push(made);
  await made.quota.start();
  return made;
}

const quiet = (): void => {};

beforeAll(async () => {
  simulator = await startSimulator({ startAt: new Date(Date.now() - 32 * DAY) });
  world = await openWorld();
  const started = performance.now();
  seeded = await seedCharacters(
    world,
    process.env.SEED_ALOUD ? (text) => console.log(((performance.now() - started) / 1000).toFixed(1), text) : quiet,
  );
  seconds = (performance.now() - started) / 1_000;
}, 120_000);

afterAll(async () => {
  for (const one of opened) await one.close();
  await simulator.close();
  fs.rmSync(home, { recursive: true, force: true });
});

async function organizationId(key: string): Promise<string> {
  const found = await findOrganization(world, key);
  if (!found) throw new Error(`${key} is not there`);
  return found.id;
}

async function limitOf(key: string, meter = "api_calls"): Promise<LimitStanding> {
  const { limits } = await readStanding(world, await organizationId(key), "PROD");
  const limit = limits.find((one) => one.meter === meter);
  if (!limit) throw new Error(`${key} has no limit of ${meter}`);
  return limit;
}

/** Everything that a second start could have changed. */
async function facts(): Promise<unknown> {
  const count = (table: string) => ask<{ n: string }>(database, `select count(*) as n from ${table}`);
  return {
    events: await count("usage_event"),
    keys: await count("api_key"),
    journal: await count("audit.journal_entry"),
    subscriptions: await ask(database, "select id, status, trial_end, revision from subscription order by id"),
    clock: await ask(database, "select shift_ms from business_clock"),
  };
}

describe("the characters of the demonstration", () => {
  it("are told with few events in a short time", async () => {
    const [row] = await ask<{ events: number }>(database, "select count(*)::int as events from usage_event");
    expect(row?.events).toBeGreaterThan(1_500);
    expect(row?.events).toBeLessThanOrEqual(MOST_EVENTS);
    expect(seconds).toBeLessThan(MOST_SECONDS * 3); // the suite shares its machine; alone it is well below the limit
  });

  it("leave business time where real time is", async () => {
    expect(await ask(database, "select shift_ms::int as shift from business_clock")).toEqual([{ shift: 0 }]);
  });

  it("take the seats that their members take", async () => {
    for (const key of ["acme", "globex", "initech", "stark", "umbrella"]) {
      const members = await listMembers(world, await organizationId(key));
      expect((await limitOf(key, "seats")).used, key).toBe(members.filter(({ role }) => role !== "VIEWER").length);
    }
  });

  it("Acme is healthy on the plan it paid for", async () => {
    const subscription = await liveSubscription(world, await organizationId("acme"));
    expect(subscription).toMatchObject({ status: "ACTIVE", source: "STRIPE" });
    const limit = await limitOf("acme");
    expect(limit.limit).toBe(10_000);
    expect(limit.used).toBeGreaterThan(2_000);
    expect(limit.used).toBeLessThan(8_000);
    const paid = await ask<{ status: string }>(
      database,
      `select status from invoice_ref where organization_id = '${await organizationId("acme")}' and total > 0`,
    );
    expect(paid).toEqual([{ status: "paid" }]);
  });

  it("Globex stands at 99 of 100", async () => {
    expect(await limitOf("globex")).toMatchObject({ limit: 100, used: 99, window: "DAY" });
  });

  it("Umbrella's trial ends in two days", async () => {
    const subscription = await liveSubscription(world, await organizationId("umbrella"));
    expect(subscription.status).toBe("TRIALING");
    const ahead = (subscription.trial?.end ?? 0) - Date.now();
    expect(ahead).toBeGreaterThan(2 * DAY - HOUR);
    expect(ahead).toBeLessThanOrEqual(2 * DAY);
  });

  it("Stark is in overage", async () => {
    const limit = await limitOf("stark");
    expect(limit).toMatchObject({ limit: 100_000, policy: "METERED" });
    expect(limit.used).toBeGreaterThan(104_000);
    expect(limit.used).toBeLessThan(135_000);
  });

  it("Wayne is unlimited", async () => {
    expect(await limitOf("wayne")).toMatchObject({ limit: null });
  });

  it("have a past on every chart", async () => {
    const days = await ask<{ organization: string; days: number }>(
      database,
      `select o.name as organization, count(distinct date_trunc('day', e.counted_at))::int as days from usage_event e
       join usage_fence f on f.id = e.fence_id join organization o on o.id = f.organization_id where e.source <> 'weir' group by o.name order by o.name`,
    );
    expect(days.map((row) => row.organization)).toEqual(["Acme", "Globex", "Initech", "Stark", "Umbrella", "Wayne"]);
    for (const { organization, days: found } of days)
      expect(found, organization).toBeGreaterThan(organization === "Umbrella" ? 10 : 20);
  });

  it("have four people each, who can sign in, and keys that are accepted", async () => {
    expect(seeded.logins).toHaveLength(25);
    const owner = seeded.logins.find((login) => login.organization === "Acme" && login.role === "OWNER");
    expect(
      await localIdentity(world).signIn({ email: owner?.email ?? "", password: owner?.password ?? "" }),
    ).toMatchObject({ signedIn: true });
    expect((await listMembers(world, await organizationId("acme"))).map((member) => member.role).sort()).toEqual([
      "ADMIN",
      "MEMBER",
      "OWNER",
      "VIEWER",
    ]);
    for (const { key } of seeded.apiKeys) expect(await verifyApiKey(world, key)).toMatchObject({ deployment: false });
    expect(await verifyApiKey(world, seeded.deploymentKey ?? "")).toMatchObject({ deployment: true });
    expect(fs.statSync(path.join(home, "demo-keys.json")).mode & 0o777).toBe(0o600);
  });

  it("leave sound chains in the journal", async () => {
    for (const key of ["acme", "umbrella", "wayne"])
      expect(await verifyChain(world, await organizationId(key))).toMatchObject({ sound: true });
    expect(await verifyChain(world, null)).toMatchObject({ sound: true });
  });

  it("are the same after a second start", async () => {
    const before = await facts();
    const again = await openWorld();
    expect(await seedCharacters(again, quiet)).toEqual(seeded);
    expect(await facts()).toEqual(before);
  });

  it("Initech is refused: its day is used up", async () => {
    const id = await organizationId("initech");
    expect(await limitOf("initech")).toMatchObject({ limit: 100, used: 100, remaining: 0 });
    const ctx = actingAs(world, { id: "usr_test", email: "test@initech.example", name: "Test", createdAt: 0 }, id);
    const usage = {
      meter: "api_calls",
      units: 1,
      key: "one-more",
      occurredAt: null,
      source: "api",
      subject: null,
      provider: null,
      endpoint: null,
      userId: null,
      requestId: null,
      costMicros: null,
      properties: null,
    };
    expect(await recordUsage(ctx, { environment: "PROD", apiKeyId: null }, usage)).toMatchObject({
      admitted: false,
      code: "LIMIT_EXCEEDED",
    });
  });

  it(
    "are true again forty days later, when trials have ended and periods have begun anew",
    { timeout: 120_000 },
    async () => {
      await moveClock(systemContext(world), { by: { months: 0, ms: 40 * DAY } });
      expect(await limitOf("globex")).toMatchObject({ used: 0 });
      await seedCharacters(world, quiet);
      const now = await businessNow(sqlOf(world.db));
      expect(await limitOf("globex")).toMatchObject({ used: 99 });
      expect(await limitOf("initech")).toMatchObject({ used: 100 });
      expect((await limitOf("stark")).used).toBeGreaterThan(104_000);
      const acme = await limitOf("acme");
      expect(acme.used).toBeGreaterThan(100);
      expect(acme.used).toBeLessThan(8_000);
      const umbrella = await liveSubscription(world, await organizationId("umbrella"));
      expect(umbrella.status).toBe("TRIALING");
      expect((umbrella.trial?.end ?? 0) - now).toBeGreaterThan(2 * DAY - HOUR);
      expect((umbrella.trial?.end ?? 0) - now).toBeLessThanOrEqual(2 * DAY);
      const before = await facts();
      await seedCharacters(world, quiet);
      expect(await facts()).toEqual(before);
    },
  );
});
