// Cases with holds: units set aside, settled for less, as much or more, released, or left to run out.
import assert from "node:assert/strict";
import { Holds } from "../holds.mjs";
import { inLanes, Ledger } from "../ledger.mjs";
import { pause } from "../processes.mjs";
import { under } from "../under.mjs";
import { withBusyLanes } from "./exact.mjs";

async function lay(ground, random, amount) {
  const ledger = new Ledger(ground, await ground.tenant([{ amount }, { window: "MONTH", amount: amount + 7 }]), random);
  return { ledger, holds: new Holds(ground, ledger, random) };
}

/** What holds promise, then everything ends, and what usage promises. */
async function verify({ ledger, holds }, limit) {
  await ledger.settle();
  await holds.verify();
  await ledger.noWindowIsOver();
  await holds.endAll();
  await ledger.verify({ limit });
  await holds.verify();
}

/** Holds and plain usage from both processes, with nothing broken. */
export async function held({ ground, random, scale }) {
  const tenant = await lay(ground, random, 400 * scale);
  await Promise.all([tenant.ledger.traffic(1_000 * scale, { lanes: 4 }), tenant.holds.traffic(1_000 * scale)]);
  await verify(tenant, 400 * scale);
}

/** The same while one thing after the other breaks, by chance. */
export async function heldUnderFire({ ground, random, scale }) {
  const tenant = await lay(ground, random, 500 * scale);
  const breaks = [
    () => ground.redis.flush(),
    () => ground.redis.flush(),
    () => ground.redis.restart(),
    async () => {
      ground.redis.freeze();
      await pause(100 + random() * 500);
      ground.redis.thaw();
    },
    () => ground.cutConnections(),
    () => ground.lockTables("usage_hold", "exclusive", 50 + random() * 200),
    async () => {
      const api = ground.apis[Math.floor(random() * 2)];
      await api.kill();
      await api.start();
    },
  ];
  const traffic = Promise.all([
    tenant.ledger.traffic(2_500 * scale, { lanes: 4 }),
    tenant.holds.traffic(2_500 * scale, { lanes: 10 }),
  ]);
  await under(traffic, async () => {
    await pause(random() * 200);
    await breaks[Math.floor(random() * breaks.length)]();
  });
  await ground.restore();
  await verify(tenant, 500 * scale);
}

/** Holds are made and ended while the limit goes up and down. */
export async function heldThroughChanges({ ground, random, scale }) {
  const tenant = await lay(ground, random, 60);
  const { organization } = tenant.ledger;
  const change = (api, amount) =>
    api.call("/change", {
      organization,
      changes: [
        { meter: "alpha", window: "MONTH", amount: 1_000_000 },
        { meter: "alpha", window: "LIFETIME", amount },
      ],
      limits: [{ meter: "alpha", amount }],
    });
  const traffic = Promise.all([
    tenant.ledger.traffic(1_200 * scale, { lanes: 3 }),
    tenant.holds.traffic(1_200 * scale, { lanes: 6 }),
  ]);
  await under(traffic, async () => {
    await change(ground.apis[random() < 0.5 ? 0 : 1], 20 + Math.floor(random() * 300));
    await pause(random() * 60);
  });
  await tenant.ledger.settle();
  const [{ n }] = await ground.rows(
    `select coalesce(sum(h.units), 0)::float8 as n from usage_hold h join usage_fence f on f.id = h.fence_id where f.organization_id = $1 and h.status = 'OPEN'`,
    [organization],
  );
  const top = 30 + n + (await tenant.ledger.committed());
  assert.equal((await change(ground.apis[0], top)).status, 200);
  await verify(tenant, top);
}

/**
 * A settlement is on its way when its hold runs out, and the room is given to others. Arriving late, it must not be counted
 * on room that is somebody else's by then.
 */
export async function settledTooLate({ ground, random }) {
  const [a, b] = ground.apis;
  const tenant = await lay(ground, random, 10);
  const { ledger, holds } = tenant;
  await inLanes(Array.from({ length: 4 }), 2, () => ledger.use({ over: a }));
  const hold = await holds.make({ units: 6, expiresInSeconds: 1, over: a });
  await withBusyLanes(ground, random, a, async (free) => {
    const late = holds.end(hold, 6, { over: a });
    const [{ wait }] = await ground.rows(
      `select greatest(0, extract(epoch from h.expires_at - business_now()) * 1000)::float8 as wait
       from usage_hold h join usage_fence f on f.id = h.fence_id where f.organization_id = $1`,
      [ledger.organization],
    );
    await pause(wait + 20);
    await inLanes(Array.from({ length: 6 }), 3, () => ledger.use({ over: b }));
    await ledger.settle();
    await free();
    await late;
  });
  await verify(tenant, 10);
}

/** Two endings of one hold, under two keys and from two processes, meet in the middle of their commits. */
export async function endedTwice({ ground, random }) {
  const [a, b] = ground.apis;
  for (const [first, second] of [
    [3, 5],
    [4, 0],
    [7, 5],
  ]) {
    const tenant = await lay(ground, random, 12);
    const { ledger, holds } = tenant;
    const hold = await holds.make({ units: 5, over: a });
    // The first ending holds its fence and its hold and waits for its key; the second comes meanwhile.
    const held = await ground.holdKey(ledger.organization, "mine");
    const one = holds.end(hold, first, { key: "mine", over: a });
    await ground.waitUntilStuck(1);
    const other = holds.end(hold, second, { over: b });
    await pause(60);
    await ground.release(held);
    await Promise.all([one, other]);
    await verify(tenant, 12);
  }
}

/** What a settlement for less and a release give back can be used when the answer comes, and not before it is committed. */
export async function givenBack({ ground, random }) {
  const [a, b] = ground.apis;
  for (const units of [2, 0]) {
    const tenant = await lay(ground, random, 10);
    const { ledger, holds } = tenant;
    const hold = await holds.make({ units: 10, over: a });
    const held = await ground.holdKey(ledger.organization, "mine");
    const ending = holds.end(hold, units === 0 ? 1 : units, { key: "mine", over: a });
    await ground.waitUntilStuck(1);
    const early = await inLanes(Array.from({ length: 4 }), 4, () => ledger.use({ over: b }));
    assert.ok(
      early.every(({ status }) => status === 503),
      "somebody was given room, or refused for good, while a settlement was on its way",
    );
    await ground.release(held);
    assert.equal((await ending).status, 201);
    const after = await inLanes(Array.from({ length: 4 }), 4, () => ledger.use({ over: b }));
    assert.ok(
      after.every(({ status }) => status === 201 || status === 200),
      "what was given back could not be used",
    );
    await verify(tenant, 10);
  }
}

/** The room of an open hold stays taken when Redis forgets, whoever decides then. */
async function keptThrough(ground, random, apis) {
  for (const over of apis) {
    const tenant = await lay(ground, random, 10);
    await tenant.holds.make({ units: 6, over });
    await ground.redis.flush();
    const answers = await Promise.all(Array.from({ length: 8 }, () => tenant.ledger.use({ over })));
    await tenant.ledger.settle();
    assert.equal(answers.filter(({ status }) => status === 201).length, 4, "admitted beside an open hold");
    await verify(tenant, 10);
  }
}

/** Holds are made, settled and released by a process that has no Redis, beside one that has. */
export async function heldWithoutRedis({ ground, random, bundles, scale }) {
  const alone = await ground.extraApi(bundles.plain, { REDIS_URL: "redis://127.0.0.1:1" });
  try {
    await keptThrough(ground, random, [ground.apis[0], alone]);
    await ground.withApis([ground.apis[0], alone], async () => {
      const tenant = await lay(ground, random, 90 * scale);
      await Promise.all([
        tenant.ledger.traffic(600 * scale, { lanes: 3 }),
        tenant.holds.traffic(600 * scale, { lanes: 5 }),
      ]);
      await verify(tenant, 90 * scale);
    });
  } finally {
    await alone.kill();
    await ground.restore();
  }
}
