// Cases in which no server breaks: crowds at the limit, equal keys, batches, and what a held commit makes deterministic.
import assert from "node:assert/strict";
import { inLanes, Ledger } from "../ledger.mjs";
import { pause } from "../processes.mjs";

/** 200 at once at a limit of 100 over two processes, the tightest of four windows. */
export async function rush({ ground, random }) {
  const organization = await ground.tenant([
    { window: "LIFETIME", amount: 100 },
    { window: "MONTH", amount: 140 },
    { window: "BILLING_PERIOD", amount: 130 },
    { window: "DAY", amount: 150 },
  ]);
  const ledger = new Ledger(ground, organization, random);
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => ledger.use({ over: ground.apis[i % 2] })));
  assert.equal(answers.filter(({ status }) => status === 201).length, 100, "admitted of 200 at once");
  assert.equal(answers.filter(({ status }) => status === 402).length, 100, "refused of 200 at once");
  await ledger.verify({ limit: 100 });
}

/** Equal keys with equal and with different bodies, all at once. */
export async function equals({ ground, random }) {
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 90 }]), random);
  const requests = Array.from({ length: 240 }, (_, i) => ({ key: `same${i % 40}`, units: i % 7 === 0 ? 2 : 1 }));
  await Promise.all(requests.map((request, i) => ledger.use({ ...request, over: ground.apis[i % 2] })));
  await ledger.verify({ limit: 90 });
}

/** At the limit, after Redis has forgotten everything, each accepted key still has its first answer. */
export async function replay({ ground, random }) {
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 60 }]), random);
  await ledger.fill();
  const accepted = [...ledger.keys.values()].filter((entry) => entry.first !== null);
  assert.equal(accepted.length, 60, "accepted keys");
  for (let round = 0; round < 3; round++) {
    await ground.redis.flush();
    const answers = await Promise.all(
      accepted.map((entry, i) => ledger.use({ ...entry.by, over: ground.apis[i % 2] })),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200], "replays at the limit");
  }
  await ledger.verify({ limit: 60 });
}

/** Two batches with the same keys in opposite order, both held up in the middle; and batches over four meters. */
export async function batches({ ground, random }) {
  const meters = ["alpha", "beta", "gamma", "delta"];
  const organization = await ground.tenant(meters.map((meter) => ({ meter, amount: 300 })));
  const ledger = new Ledger(ground, organization, random);
  const keys = Array.from({ length: 120 }, (_, i) => `b${String(i).padStart(3, "0")}`);
  // The first keys are of one meter, so that each process writes them in one statement.
  const meterOf = (key) => (Number(key.slice(1)) < 200 ? "alpha" : meters[Number(key.slice(1)) % 4]);
  const send = async (api, list) => {
    const events = list.map((key) => ({
      organization,
      key,
      units: 1,
      meter: meterOf(key),
    }));
    const answers = await api.call("/batch", { events });
    events.forEach((event, i) => ledger.note(event, Array.isArray(answers) ? answers[i] : { status: 0 }));
  };
  for (const meter of meters) await ledger.use({ meter, key: `warm-${meter}` });
  const held = await ground.holdKey(organization, "b060");
  const sent = [send(ground.apis[0], keys), send(ground.apis[1], keys.toReversed())];
  await ground.waitUntilStuck(2);
  await pause(50);
  await ground.release(held);
  await Promise.all(sent);
  const changes = [ground.apis[0], ground.apis[1]].map(async (api, i) => {
    for (let n = 0; n < 3; n++)
      await api.call("/change", {
        organization,
        changes: meters.map((meter) => ({ meter, window: "LIFETIME", amount: 200 + 20 * n + i })),
      });
  });
  const more = Array.from({ length: 6 }, (_, n) =>
    send(
      ground.apis[n % 2],
      Array.from({ length: 60 }, (_, i) => `b${200 + ((n * 37 + i) % 160)}`).sort(() => random() - 0.5),
    ),
  );
  await Promise.all([...changes, ...more]);
  await ledger.settle();
  for (const meter of meters) await ledger.verify({ meter, fill: false });
}

/** Both commit lanes of a process held up by keys of somebody else, so that what it has reserved cannot commit yet. */
export async function withBusyLanes(ground, random, api, work) {
  const other = new Ledger(ground, await ground.tenant([{ amount: 10 }]), random);
  await other.use({ over: api });
  const held = [await ground.holdKey(other.organization, "held1"), await ground.holdKey(other.organization, "held2")];
  const waiting = [];
  for (const [i, key] of ["held1", "held2"].entries()) {
    waiting.push(other.use({ key, over: api }));
    await ground.waitUntilStuck(i + 1);
  }
  const free = async () => {
    for (const client of held) await ground.release(client);
    await Promise.all(waiting);
  };
  await work(free);
  await free();
  await other.verify({ limit: 10 });
}

/** A reservation is made, its generation ends and the room is given to others, and only then the commit arrives. */
export async function early({ ground, random }) {
  const [a, b] = ground.apis;
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 10 }]), random);
  await inLanes(Array.from({ length: 9 }), 3, () => ledger.use({ over: a }));
  await withBusyLanes(ground, random, a, async (free) => {
    const late = ledger.use({ over: a });
    await pause(80);
    await ground.redis.flush();
    await Promise.all([ledger.use({ over: b }), ledger.use({ over: b })]);
    await free();
    await late;
  });
  await ledger.verify({ limit: 10 });
}

/** A commit that already holds its fence is slow, and the counter is rebuilt meanwhile. */
export async function stuck({ ground, random }) {
  const [a, b] = ground.apis;
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 10 }]), random);
  await inLanes(Array.from({ length: 9 }), 3, () => ledger.use({ over: a }));
  const held = await ground.holdKey(ledger.organization, "slow");
  const slow = ledger.use({ key: "slow", over: a });
  await ground.waitUntilStuck(1);
  await ground.redis.flush();
  const others = [ledger.use({ over: b }), ledger.use({ over: b })];
  await pause(250);
  await ground.release(held);
  await Promise.all([slow, ...others]);
  await ledger.verify({ limit: 10 });
}

/** One key with two bodies: the larger must not commit on the smaller one's reservation. */
export async function twoBodies({ ground, random }) {
  const [a, b] = ground.apis;
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 12 }]), random);
  await ledger.use({ over: a });
  await withBusyLanes(ground, random, a, async (free) => {
    const small = ledger.use({ key: "one", units: 1, over: a });
    await pause(80);
    await ledger.use({ key: "one", units: 5, over: b });
    await inLanes(Array.from({ length: 14 }), 4, () => ledger.use({ over: b }));
    await free();
    await small;
  });
  await ledger.verify({ limit: 12 });
}

/** The process dies between commit and confirmation; the repetition finds its key known and must not free the room. */
export async function diedBeforeConfirming({ ground, random }) {
  const [a, b] = ground.apis;
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 10 }]), random);
  await inLanes(Array.from({ length: 6 }), 3, () => ledger.use({ over: a }));
  const held = await ground.holdKey(ledger.organization, "widow");
  const lost = ledger.use({ key: "widow", over: a });
  await ground.waitUntilStuck(1);
  await a.kill();
  await ground.release(held);
  await lost;
  for (let i = 0; i < 200 && (await ledger.committed()) < 7; i++) await pause(2);
  await ledger.use({ key: "widow", over: b });
  await Promise.all(Array.from({ length: 6 }, () => ledger.use({ over: b })));
  await ground.restore();
  await ledger.verify({ limit: 10 });
}

/** Only some of the processes have a Redis: another decides in Postgres alone, in turn and at the same time. */
export async function oneWithoutRedis({ ground, random, bundles, scale }) {
  const [a, b] = ground.apis;
  const alone = await ground.extraApi(bundles.plain, { REDIS_URL: "redis://127.0.0.1:1" });
  const some = (ledger, n, over) => inLanes(Array.from({ length: n }), 4, () => ledger.use({ over }));
  try {
    const inTurn = new Ledger(ground, await ground.tenant([{ amount: 12 }]), random);
    for (const api of [a, alone, b, alone, a]) await some(inTurn, 4, api);
    await inTurn.verify({ limit: 12 });
    const atOnce = new Ledger(ground, await ground.tenant([{ amount: 150 * scale }]), random);
    await inLanes(Array.from({ length: 160 * scale }), 24, (_, i) =>
      atOnce.use({ units: 1 + (i % 2), over: i % 3 === 0 ? alone : ground.apis[i % 2] }),
    );
    await atOnce.settle();
    await atOnce.verify({ limit: 150 * scale });
  } finally {
    await alone.kill();
  }
}

/**
 * In a decision without Redis, a key turns out to belong to a request for another meter that is just being committed. Whoever
 * stood behind it must not be refused for units that were never counted.
 */
export async function takenMeanwhile({ ground, random, bundles }) {
  const [a] = ground.apis;
  const alone = await ground.extraApi(bundles.plain, { REDIS_URL: "redis://127.0.0.1:1" });
  try {
    const organization = await ground.tenant([{ amount: 10 }, { meter: "beta", amount: 10 }]);
    const ledger = new Ledger(ground, organization, random);
    const send = async (api, list) => {
      const events = list.map((event) => ({ organization, units: 1, ...event }));
      const answers = await api.call("/batch", { events });
      events.forEach((event, i) => ledger.note(event, answers[i] ?? { status: 0 }));
    };
    await ledger.use({ meter: "beta", over: a });
    await ledger.use({ over: alone });
    const held = await ground.holdKey(organization, "z-held");
    const first = send(a, [
      { meter: "beta", key: "both" },
      { meter: "beta", key: "z-held" },
    ]);
    await ground.waitUntilStuck(1);
    const second = send(alone, [
      { meter: "alpha", key: "both", units: 9 },
      { meter: "alpha", key: "behind" },
    ]);
    await ground.waitUntilStuck(2);
    await ground.release(held);
    await Promise.all([first, second]);
    await ledger.verify({ limit: 10 });
  } finally {
    await alone.kill();
  }
}

/** A rebuild is cut before it commits, Redis forgets, and the next rebuild gets the same number. Three times over. */
export async function cutInRebuild({ ground, random }) {
  const [a, b] = ground.apis;
  for (let time = 0; time < 3; time++) {
    const ledger = new Ledger(ground, await ground.tenant([{ amount: 10 }]), random);
    await inLanes(Array.from({ length: 8 }), 4, () => ledger.use({ over: b }));
    await withBusyLanes(ground, random, a, async (free) => {
      await ground.redis.flush();
      const first = ledger.use({ over: b });
      await pause(120);
      const late = ledger.use({ over: a });
      await pause(60);
      await ground.cutConnections("weir-faults-pinned");
      await first;
      await ground.redis.flush();
      await Promise.all([ledger.use({ over: b }), ledger.use({ over: b })]);
      await free();
      await late;
    });
    await ledger.verify({ limit: 10 });
  }
}

/** Redis forgets a generation that has been used up, while its number is still the current one. */
export async function installedOnce({ ground, random }) {
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 12 }]), random);
  await ground.redis.flush();
  await Promise.all(Array.from({ length: 12 }, (_, i) => ledger.use({ over: ground.apis[i % 2] })));
  await pause(60);
  await ground.redis.flush();
  await pause(300);
  await Promise.all(Array.from({ length: 6 }, (_, i) => ledger.use({ over: ground.apis[i % 2] })));
  await ledger.verify({ limit: 12 });
}
