import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectRedis } from "@/lib/platform/connect-redis";
import { slotOfTag } from "@/lib/platform/redis-slot";
import { checkQuota, explainQuota, sweepQuota, type Outcome } from "@/lib/quota";
import { realRedisOnPath } from "../../scripts/embedded/redis.mjs";
import { testDatabase, type TestDatabase } from "../support/database";
import { layTenant, logged, startNode, use, type Node } from "../support/quota";
import { startCluster, until, type ClusterNode, type RunningCluster } from "../support/redis-cluster";

const engine = realRedisOnPath();
if (!engine) console.warn("Redis Cluster is NOT tested here: neither valkey-server nor redis-server is on the PATH.");
if (!engine && process.env.WEIR_REQUIRE_REDIS === "1") throw new Error("WEIR_REQUIRE_REDIS=1, but there is no Redis.");

let database: TestDatabase;
let cluster: RunningCluster;
let a: Node;
let b: Node;

const LIMIT = 100;

/** An organization whose keys lie on the node, with a daily limit. */
async function tenantOn(node: ClusterNode, name: string): Promise<string> {
  for (let i = 0; ; i++) {
    const id = `og_${name}_${i}`;
    if (cluster.firstOwner(slotOfTag(id)) !== node) continue;
    await layTenant(database, id, [{ window: "DAY", amount: LIMIT }]);
    return id;
  }
}

const known = (organization: string): Promise<void> =>
  until("both processes know who holds the counter", () => [a, b].every((n) => n.redis.token(organization) !== null));

const isAdmitted = (o: Outcome): boolean => o.admitted && !o.replayed;

/** Sends each key until it is decided: a 503 says that nothing was decided, and asks for just that. */
async function decide(organization: string, key: string, through: Node): Promise<Outcome> {
  for (;;) {
    const outcome = await checkQuota(through, use(organization, key));
    if (outcome.admitted || outcome.refusal.code !== "UNAVAILABLE") return outcome;
    await sleep(5);
  }
}

const decideMany = (organization: string, prefix: string, n: number): Promise<Outcome[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => decide(organization, `${prefix}${i}`, i % 2 ? a : b)));

/** The allowance was used up, not overrun; the counter says what the log says; an old key gives its first answer. */
async function standsExactly(organization: string, first: Outcome, key: string): Promise<void> {
  expect(await logged(database, organization)).toBe(LIMIT);
  const again = await decide(organization, key, b);
  expect(again).toMatchObject({ admitted: true, replayed: true });
  expect(again.admitted && again.body).toBe(first.admitted && first.body);
  await known(organization);
  await sweepQuota(a);
  await decide(organization, "one-too-many", a);
  await until("no reservation is in flight, and the counter is current", async () => {
    const [window] = (await explainQuota(a, organization, "PROD", "api_calls")).windows;
    return window?.counter?.pending === 0;
  });
  const [window] = (await explainQuota(a, organization, "PROD", "api_calls")).windows;
  expect(window).toMatchObject({ logged: LIMIT, drift: 0, counter: { used: LIMIT, pending: 0 } });
}

describe.skipIf(!engine)("Redis Cluster", () => {
  beforeAll(async () => {
    database = testDatabase();
    cluster = await startCluster(engine ?? "");
    [a, b] = await Promise.all([
      startNode(database, { redisUrl: cluster.url }),
      startNode(database, { redisUrl: cluster.url }),
    ]);
    await until("every node is known", () => [a, b].every((n) => n.redis.token() !== null));
  }, 90_000);
  afterAll(async () => {
    await Promise.all([a?.close(), b?.close()]);
    await cluster?.stop();
  });

  it("stops exactly for organizations on every node, and each answers under its own token", async () => {
    const organizations = await Promise.all(cluster.primaries.map((node, i) => tenantOn(node, `exact${i}`)));
    const tokens = new Set(organizations.map((id) => a.redis.token(id)));
    expect(tokens.size).toBe(cluster.primaries.length);
    for (const outcomes of await Promise.all(organizations.map((id) => decideMany(id, "k", 150)))) {
      expect(outcomes.filter(isAdmitted)).toHaveLength(LIMIT);
    }
    for (const id of organizations) {
      const explained = await explainQuota(a, id, "PROD", "api_calls");
      expect(explained.redis?.current).toBe(true);
      expect(explained.windows[0]).toMatchObject({ logged: LIMIT });
    }
  });

  it("runs scripts whose keys lie on different nodes, each where its key is", async () => {
    const INCREASE = { name: "clusterTestIncrease", source: "return redis.call('INCR', KEYS[1])" };
    const keys = Array.from({ length: 30 }, (_, i) => `attempts:${i}`);
    expect(await Promise.all(keys.map((key) => a.redis.run(INCREASE, [key], [])))).toEqual(keys.map(() => 1));
    expect(await Promise.all(keys.map((key) => b.redis.run(INCREASE, [key], [])))).toEqual(keys.map(() => 2));
    expect(await a.redis.ping()).toBe(true);
  });

  it("loses nothing when a node is killed under load and comes back empty", async () => {
    const [, killed] = cluster.primaries;
    const organization = await tenantOn(killed, "emptied");
    const bystander = await tenantOn(cluster.primaries[2], "bystander");
    const first = await decide(organization, "first", a);
    const before = a.redis.token(organization);
    const load = decideMany(organization, "load", 80);
    await killed.restart("empty");
    expect((await load).filter(isAdmitted)).toHaveLength(80);
    expect((await decideMany(bystander, "k", 20)).filter(isAdmitted)).toHaveLength(20);
    await known(organization);
    expect(a.redis.token(organization)).not.toBe(before);
    expect((await decideMany(organization, "rest", 60)).filter(isAdmitted)).toHaveLength(LIMIT - 81);
    await standsExactly(organization, first, "first");
  });

  it("does not believe a counter that a node brings back from an older file", async () => {
    const [, node] = cluster.primaries;
    const organization = await tenantOn(node, "older");
    const first = await decide(organization, "first", a);
    await decideMany(organization, "early", 19);
    await node.ask("SAVE");
    await decideMany(organization, "late", 60);
    await node.restart("saved");
    await known(organization);
    expect((await decideMany(organization, "rest", 60)).filter(isAdmitted)).toHaveLength(LIMIT - 80);
    await standsExactly(organization, first, "first");
  });

  it("stops exactly while its slot moves to another node, there and back", async () => {
    const [, from, to] = cluster.primaries;
    const organization = await tenantOn(from, "moved");
    const slot = slotOfTag(organization);
    const first = await decide(organization, "first", a);
    const load = decideMany(organization, "there", 40);
    await cluster.migrate(slot, from, to);
    expect((await load).filter(isAdmitted)).toHaveLength(40);
    const moved = tokenOf(to);
    await until("the new owner is known", async () => a.redis.token(organization) === (await moved));
    const back = decideMany(organization, "back", 40);
    await cluster.migrate(slot, to, from);
    expect((await back).filter(isAdmitted)).toHaveLength(40);
    expect((await decideMany(organization, "rest", 60)).filter(isAdmitted)).toHaveLength(LIMIT - 81);
    await standsExactly(organization, first, "first");
  });

  it("does not believe a replica that lagged behind when it was promoted", async () => {
    const [primary] = cluster.primaries;
    const organization = await tenantOn(primary, "promoted");
    const first = await decide(organization, "first", a);
    await decideMany(organization, "early", 19);
    await until("the replica has seen it", async () => (await usedOn(cluster.replica, organization)) === "20");
    // Frozen and cut off, else it would find what follows in its socket when it thaws.
    cluster.replica.freeze();
    await primary.ask("CLIENT", "KILL", "TYPE", "REPLICA");
    await decideMany(organization, "late", 60);
    await primary.kill();
    cluster.replica.thaw();
    await cluster.replica.ask("CLUSTER", "FAILOVER", "TAKEOVER");
    await known(organization);
    expect((await decideMany(organization, "rest", 60)).filter(isAdmitted)).toHaveLength(LIMIT - 80);
    await standsExactly(organization, first, "first");
  });

  it("connects through one node that knows the others", async () => {
    const redis = connectRedis(`redis-cluster://127.0.0.1:${cluster.primaries[2].port}`);
    try {
      await until("the whole cluster is known", () => redis.token() !== null);
    } finally {
      redis.close();
    }
  });
});

async function generationKey(organization: string): Promise<string> {
  const { fence } = await explainQuota(a, organization, "PROD", "api_calls");
  return `q:{${organization}}:${fence.id}`;
}

async function tokenOf(node: ClusterNode): Promise<string> {
  const text = String(await node.ask("INFO"));
  return `${/run_id:(\w+)/.exec(text)?.[1]}:${/master_replid:(\w+)/.exec(text)?.[1]}`;
}

async function usedOn(replica: ClusterNode, organization: string): Promise<unknown> {
  return replica.askCopy("HGET", await generationKey(organization), "1:u");
}
