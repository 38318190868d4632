import { Redis as Client } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkQuota, proveQuota, reconcileQuota, type Identity, type Proof } from "@/lib/quota";
import { testDatabase, type TestDatabase } from "../support/database";
import { ask, layTenant, startNode, use, type LimitRow, type Node } from "../support/quota";

let database: TestDatabase;
let node: Node;
let redis: Client;

beforeAll(async () => {
  database = testDatabase();
  // Without a sweeper: what a test has broken stays broken until it is looked at.
  node = await startNode(database, { sweeper: false });
  redis = new Client(database.redisUrl);
});
afterAll(async () => {
  redis?.disconnect();
  await node?.close();
});

/** An organization with some usage behind it, a checkpoint among it. */
async function usedTenant(id: string, limits: readonly LimitRow[] = [{ window: "DAY", amount: 100 }]): Promise<string> {
  await layTenant(database, id, limits);
  for (let i = 0; i < 3; i++) await checkQuota(node, use(id, `${id}-before-${i}`, 5));
  await reconcileQuota(node, id);
  await Promise.all(Array.from({ length: 4 }, (_, i) => checkQuota(node, use(id, `${id}-${i}`, 2))));
  return id;
}

async function proofOf(id: string): Promise<Proof> {
  const [proof, ...more] = await proveQuota(node, id, { patienceMs: 300 });
  if (!proof || more.length > 0) throw new Error("one meter was expected");
  return proof;
}

const failing = (proof: Proof): Identity[] => proof.identities.filter((identity) => identity.state === "FAILS");
const named = (proof: Proof, name: Identity["name"]): Identity[] => proof.identities.filter((i) => i.name === name);

async function counterKey(id: string): Promise<string> {
  const [row] = await ask<{ fence: string }>(
    database,
    `select id as fence from usage_fence where organization_id = $1`,
    [id],
  );
  return `q:{${id}}:${row?.fence}`;
}

describe("a proof", () => {
  it("works out every identity of a sound meter, in figures that can be checked", async () => {
    const proof = await proofOf(await usedTenant("og_sound"));
    expect(failing(proof)).toEqual([]);
    expect(proof).toMatchObject({ holds: true, still: true, meter: "api_calls", environment: "PROD" });
    expect(named(proof, "COUNTER").map((i) => i.identity)).toEqual(["used 23 − pending 0 = log 23 + holds 0"]);
    expect(named(proof, "CHECKPOINT").map((i) => i.identity)).toEqual(["7 events sum to 23 = checkpoint 15 + rest 8"]);
    expect(named(proof, "KEYS").map((i) => i.identity)).toEqual(["keys 7 = events 7 + holds made 0 + releases 0"]);
    expect(named(proof, "LIMIT").map((i) => i.state)).toEqual(["HOLDS"]);
  });

  it("names a counter that somebody has moved, and is content once it was rebuilt", async () => {
    const id = await usedTenant("og_moved");
    await redis.hincrby(await counterKey(id), "1:u", 7);
    const proof = await proofOf(id);
    expect(proof.holds).toBe(false);
    expect(failing(proof)).toMatchObject([
      { name: "COUNTER", window: { kind: "DAY" }, because: "the counter is 7 above the log" },
    ]);
    await reconcileQuota(node, id);
    expect((await proofOf(id)).holds).toBe(true);
  });

  it("names a limit in Redis that is not the one in force", async () => {
    const id = await usedTenant("og_limit");
    await redis.hset(await counterKey(id), "1:l", 1_000);
    expect(failing(await proofOf(id))).toMatchObject([{ name: "COUNTER_LIMIT" }]);
  });

  it("names a forged checkpoint, one that was wiped, and a window that is gone", async () => {
    const id = await usedTenant("og_forged");
    const forge = (units: string): Promise<unknown> =>
      ask(
        database,
        `update usage_window set checkpoint_units = ${units} where fence_id = (select id from usage_fence where organization_id = $1)`,
        [id],
      );
    await forge("checkpoint_units + 3");
    expect(failing(await proofOf(id))).toMatchObject([
      { name: "CHECKPOINT", because: "the checkpoint says 18 where the events up to it sum to 15" },
    ]);
    await forge("0");
    expect(failing(await proofOf(id))).toMatchObject([{ name: "CHECKPOINT" }]);
    await forge("15");
    expect((await proofOf(id)).holds).toBe(true);
    await ask(
      database,
      `with w as (select w.id from usage_window w join usage_fence f on f.id = w.fence_id where f.organization_id = $1),
            l as (delete from usage_window_limit where window_id in (select id from w))
       update usage_window set starts_at = starts_at - interval '9 days', ends_at = starts_at where id in (select id from w)`,
      [id],
    );
    expect(failing(await proofOf(id)).map((i) => i.name)).toEqual(expect.arrayContaining(["WINDOWS"]));
  });

  it("names events without their key, keys without an event, and an event that stands twice", async () => {
    const id = await usedTenant("og_keys_lost");
    const [row] = await ask<{ n: number }>(
      database,
      `insert into usage_event (fence_id, counted_at, id, key, units, epoch, reservation, occurred_at, recorded_at, source)
       select fence_id, counted_at, gen_random_uuid(), key, units, epoch, reservation, occurred_at, recorded_at, source from usage_event e
       where fence_id = (select id from usage_fence where organization_id = $1) order by seq desc limit 1 returning 1 as n`,
      [id],
    );
    expect(row?.n).toBe(1);
    const proof = await proofOf(id);
    expect(failing(proof).map((i) => i.name)).toEqual(expect.arrayContaining(["KEYS", "KEYS_UNIQUE", "COUNTER"]));
    expect(named(proof, "KEYS")[0]?.because).toContain("not matched: og_keys_lost-");
  });

  it("names units beyond the limit that was in force, and an event of a generation that there never was", async () => {
    const id = await usedTenant("og_beyond", [{ window: "DAY", amount: 24 }]);
    await ask(
      database,
      `insert into usage_event (fence_id, counted_at, id, key, units, epoch, reservation, occurred_at, recorded_at, source)
       select fence_id, counted_at, gen_random_uuid(), 'smuggled', 5, epoch + 9, 1, occurred_at, recorded_at, source from usage_event e
       where fence_id = (select id from usage_fence where organization_id = $1) order by seq desc limit 1`,
      [id],
    );
    const proof = await proofOf(id);
    expect(named(proof, "LIMIT")).toMatchObject([{ state: "FAILS" }]);
    expect(named(proof, "LIMIT")[0]?.because).toContain("4 units more than this limit allowed");
    expect(named(proof, "GENERATIONS")).toMatchObject([{ state: "FAILS" }]);
  });

  it("says, and does not complain, that a limit was lowered below what was used", async () => {
    const id = await usedTenant("og_lowered");
    await node.changeAllowance(
      id,
      (tx) =>
        tx.$executeRaw`insert into entitlement_override (id, organization_id, meter_slug, "window", amount, reason, author, created_at) values ('ovr_low', 'og_lowered', 'api_calls', 'DAY', 10, 'test', 'test', business_now())`,
    );
    expect(await checkQuota(node, use(id, "refused"))).toMatchObject({ admitted: false });
    const proof = await proofOf(id);
    expect(proof.holds).toBe(true);
    expect(named(proof, "LIMIT").map((i) => i.state)).toEqual(["HOLDS", "NOTED"]);
    expect(named(proof, "LIMIT")[1]?.because).toContain("lowered below the 23 that were used");
  });

  it("does not measure usage by a window that the plan no longer named", async () => {
    const id = await usedTenant("og_unnamed", [
      { window: "DAY", amount: 30 },
      { window: "MONTH", amount: 1_000 },
    ]);
    const override = (name: string, removed: boolean) =>
      node.changeAllowance(
        id,
        (tx) =>
          tx.$executeRaw`insert into entitlement_override (id, organization_id, meter_slug, "window", removed, amount, reason, author, created_at) values (${name}, ${id}, 'api_calls', 'DAY', ${removed}, ${removed ? null : 60}, 'test', 'test', business_now())`,
      );
    await override("ovr_gone", true);
    await checkQuota(node, use(id, "much", 40));
    await ask(database, `update entitlement_override set revoked_at = business_now() where id = 'ovr_gone'`);
    await override("ovr_back", false);
    const proof = await proofOf(id);
    expect(failing(proof)).toEqual([]);
    expect(
      named(proof, "LIMIT")
        .filter((i) => i.window?.kind === "DAY")
        .map((i) => i.state),
    ).toEqual(["HOLDS", "NOTED"]);
  });

  it("waits for what is in flight, not for ever, and says so", async () => {
    const id = await usedTenant("og_flight");
    await redis.hincrby(await counterKey(id), "1:p", 1);
    await redis.hincrby(await counterKey(id), "1:u", 1);
    const proof = await proofOf(id);
    expect(proof.still).toBe(false);
    expect(proof.waitedMs).toBeGreaterThan(150);
    expect(named(proof, "COUNTER")).toMatchObject([{ state: "NOTED" }]);
    // Beyond what the calls in flight could explain, it is a failure all the same.
    await redis.hincrby(await counterKey(id), "1:u", 50);
    await redis.hset(await counterKey(id), "1:p", 1);
    expect(named(await proofOf(id), "COUNTER")).toMatchObject([{ state: "FAILS" }]);
  });

  it("says that there is no counter when Redis has lost it", async () => {
    const id = await usedTenant("og_lost");
    await redis.del(await counterKey(id));
    const proof = await proofOf(id);
    expect(proof.holds).toBe(true);
    expect(named(proof, "COUNTER")).toMatchObject([{ state: "NOTED", identity: "Redis has no counter" }]);
  });

  it("holds under traffic, on a node that sweeps", async () => {
    const id = await usedTenant("og_busy", [{ window: "DAY", amount: 5_000 }]);
    const other = await startNode(database);
    let going = true;
    const traffic = (async () => {
      for (let i = 0; going; i++)
        await Promise.all(Array.from({ length: 8 }, (_, j) => checkQuota(other, use(id, `${id}-t-${i}-${j}`))));
    })();
    const proofs = [await proofOf(id), await proofOf(id), await proofOf(id)];
    going = false;
    await traffic;
    await other.close();
    expect(proofs.flatMap(failing)).toEqual([]);
  });
});

describe("a process that ends", () => {
  it("leaves no reservation behind that was committed", async () => {
    await layTenant(database, "og_leaving", [{ window: "DAY", amount: 100 }]);
    const leaving = await startNode(database, { sweeper: false });
    await checkQuota(leaving, use("og_leaving", "first"));
    await checkQuota(leaving, use("og_leaving", "last"));
    await leaving.close();
    expect(await redis.hget(await counterKey("og_leaving"), "1:p")).toBe("0");
    expect(await redis.exists(`${await counterKey("og_leaving")}:p`)).toBe(0);
  });
});
