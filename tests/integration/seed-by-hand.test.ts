import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type RunningWorld } from "@/lib/context";
import { getPlan } from "@/lib/catalog";
import { DAY, HOUR } from "@/lib/kernel/time";
import { readEnvironment } from "@/lib/platform/env";
import { readStanding } from "@/lib/quota";
import { liveSubscription } from "@/lib/subscriptions";
import { findOrganization } from "@/lib/tenancy";
import { seedCharacters } from "../../prisma/seed/seed";
import { testDatabase } from "../support/database";
import { ask } from "../support/quota";

const database = testDatabase();
const home = fs.mkdtempSync(path.join(os.tmpdir(), "weir-seed-"));
let world: RunningWorld;

class Interrupted extends Error {}

const untilTheMiddle = (text: string): void => {
  if (text === "14 days ago") throw new Interrupted();
};

beforeAll(async () => {
  world = createWorld(readEnvironment({ ...process.env, WEIR_HOME: home, LOG_LEVEL: "silent" }), "test");
  await world.quota.start();
  await expect(seedCharacters(world, untilTheMiddle)).rejects.toThrow(Interrupted);

  await seedCharacters(world, () => {});
}, 120_000);

afterAll(async () => {
  await world.close();
  fs.rmSync(home, { recursive: true, force: true });
});

async function standingOf(key: string) {
  const organization = await findOrganization(world, key);
  if (!organization) throw new Error(`${key} is not there`);
  const subscription = await liveSubscription(world, organization.id);
  const { limits } = await readStanding(world, organization.id, "PROD");
  return {
    subscription,
    plan: (await getPlan(world, subscription.planId)).code,
    calls: limits.find((limit) => limit.meter === "api_calls"),
  };
}

describe("a story told without a simulator, and interrupted in the middle", () => {
  it("comes to its end at the second start", async () => {
    expect(await ask(database, "select shift_ms::int as shift from business_clock")).toEqual([{ shift: 0 }]);
    expect(await ask(database, "select count(*)::int as n from organization where kind = 'TEAM'")).toEqual([{ n: 6 }]);
  });

  it("counts nothing twice", async () => {
    expect(
      await ask(
        database,
        "select count(*)::int as n from (select key from usage_event group by key, fence_id having count(*) > 1) twice",
      ),
    ).toEqual([{ n: 0 }]);
  });

  it("gives every character the plan that Checkout would have brought", async () => {
    expect((await standingOf("acme")).plan).toBe("STARTER");
    expect((await standingOf("wayne")).plan).toBe("INSTITUTION");
    expect(await standingOf("globex")).toMatchObject({ plan: "FREE", calls: { used: 99 } });
    expect(await standingOf("initech")).toMatchObject({ plan: "FREE", calls: { used: 100 } });
    const stark = await standingOf("stark");
    expect(stark.plan).toBe("GROWTH");
    expect(stark.calls?.used).toBeGreaterThan(104_000);
  });

  it("keeps Umbrella's trial two days from its end", async () => {
    const { subscription } = await standingOf("umbrella");
    expect(subscription).toMatchObject({ status: "TRIALING", source: "INTERNAL" });
    const ahead = (subscription.trial?.end ?? 0) - Date.now();
    expect(ahead).toBeGreaterThan(2 * DAY - HOUR);
    expect(ahead).toBeLessThanOrEqual(2 * DAY);
  });
});
