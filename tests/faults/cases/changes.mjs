// Cases in which the allowance changes under way: by somebody, by time alone, and with a death in between.
import assert from "node:assert/strict";
import { Ledger } from "../ledger.mjs";
import { pause } from "../processes.mjs";

const change = (api, organization, amount, more = {}) =>
  api.call("/change", { organization, changes: [{ meter: "alpha", window: "LIFETIME", amount, ...more }] });

/** Limits go up and down from both processes under load; after each answer the new one is in force. */
export async function changed({ ground, random, scale }) {
  const organization = await ground.tenant([{ amount: 40 }]);
  const ledger = new Ledger(ground, organization, random);
  let over = false;
  const changing = (async () => {
    for (let n = 1; !over; n++) {
      await change(ground.apis[n % 2], organization, 20 + 15 * n - (n % 3 === 0 ? 25 : 0));
      await pause(random() * 60);
    }
  })();
  await ledger.traffic(1_500 * scale);
  over = true;
  await changing;
  await ledger.settle();
  const top = 60 + (await ledger.committed());
  assert.equal((await change(ground.apis[0], organization, top)).status, 200);
  const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => ledger.use({ over: ground.apis[i % 2] })));
  await ledger.settle();
  assert.deepEqual(
    [...new Set(answers.map(({ status }) => status))].filter((s) => s === 402),
    [],
    "refused by the old limit after an upgrade",
  );
  await ledger.verify({ limit: top });
}

/** The process that changes the limit dies after the commit and before Redis hears of it. */
export async function diedBeforeInstalling({ ground, random, bundles, scale }) {
  const organization = await ground.tenant([{ amount: 10 }]);
  const ledger = new Ledger(ground, organization, random);
  assert.equal(await ledger.fill(), 10);
  const amounts = scale < 1 ? [30] : [25, 18, 30];
  for (const amount of amounts) {
    const dying = await ground.extraApi(bundles.dyingBetween);
    dying.expectEnd();
    await change(dying, organization, amount);
    await dying.kill();
    const [row] = await ground.rows(
      `select c.amount::float8 as n from fault_change c join usage_fence f on f.id = c.fence_id where f.organization_id = $1 order by c.epoch desc limit 1`,
      [organization],
    );
    assert.equal(row?.n, amount, "the change was committed before the process died");
    const room = Math.max(0, amount - (await ledger.committed()));
    const answers = await Promise.all(Array.from({ length: room }, (_, i) => ledger.use({ over: ground.apis[i % 2] })));
    assert.ok(
      answers.every(({ status }) => status !== 402),
      "refused by the limit of before",
    );
    await ledger.settle();
    assert.equal(await ledger.fill(), Math.max(amount, 25));
  }
  await ledger.verify({ limit: 30 });
}

/** An override ends by time alone while everybody is at it. The base is used up before, so nothing may come after. */
export async function expiry({ ground, random }) {
  const organization = await ground.tenant([{ amount: 5 }]);
  const ledger = new Ledger(ground, organization, random);
  // On a slow machine the override may be over before it was in force: then once more, and longer.
  for (const standsFor of [900, 3_000, 9_000]) {
    const before = await ledger.fill();
    const [{ now }] = await ground.rows(`select (extract(epoch from business_now()) * 1000)::float8 as now`);
    const expiresAt = Math.floor(now) + standsFor;
    await change(ground.apis[0], organization, 1_000_000, { expiresAt });
    await ledger.traffic(standsFor + 600, { lanes: 12 });
    await ledger.settle();
    const late = await ground.rows(
      `select e.key from usage_event e join usage_fence f on f.id = e.fence_id where f.organization_id = $1 and e.recorded_at >= 'epoch'::timestamptz + $2::float8 * interval '1 ms'`,
      [organization, expiresAt],
    );
    assert.equal(late.length, 0, "events that were admitted after the override had run out");
    if ((await ledger.committed()) > before) return ledger.verify({ fill: false });
  }
  assert.fail("nothing was admitted while the override stood");
}

/** Business time moves to the end of a day, and the traffic runs over it. */
export async function edge({ ground, random }) {
  const organization = await ground.tenant([
    { window: "DAY", amount: 30 },
    { window: "LIFETIME", amount: 70 },
  ]);
  const ledger = new Ledger(ground, organization, random);
  await ledger.use();
  await ground.rows(
    `update business_clock set shift_ms = shift_ms + greatest(0, extract(epoch from (date_trunc('day', business_now() at time zone 'UTC') + interval '1 day') - (business_now() at time zone 'UTC')) * 1000 - 700)::bigint`,
  );
  const occurredAt = async () =>
    Number((await ground.rows(`select (extract(epoch from business_now()) * 1000)::float8 as now`))[0].now) - 2_000;
  await ledger.traffic(1_400, { lanes: 8, maxUnits: 1 });
  // Late events of yesterday count yesterday, where nothing is left, or, when that day has closed, today.
  const then = Math.floor(await occurredAt());
  await Promise.all(Array.from({ length: 10 }, (_, i) => ledger.use({ occurredAt: then - i })));
  await ledger.settle();
  const days = await ground.rows(
    `select coalesce(sum(e.units), 0)::float8 as used from usage_fence f join usage_window w on w.fence_id = f.id left join usage_event e on e.fence_id = f.id and e.counted_at >= w.starts_at and e.counted_at < w.ends_at
     where f.organization_id = $1 and w.kind = 'DAY' group by w.id`,
    [organization],
  );
  assert.ok(days.length >= 2, "the traffic did not run over the edge");
  assert.ok(
    days.every(({ used }) => used <= 30),
    `days: ${JSON.stringify(days)}`,
  );
  await ledger.verify({ fill: false });
}
