// Cases at the edge of a window: business time comes there while requests are on their way.
import assert from "node:assert/strict";
import { Holds } from "../holds.mjs";
import { inLanes, Ledger } from "../ledger.mjs";
import { pause } from "../processes.mjs";
import { withBusyLanes } from "./exact.mjs";

const TO_THE_END_OF_THE_DAY = `extract(epoch from (date_trunc('day', business_now() at time zone 'UTC') + interval '1 day') - (business_now() at time zone 'UTC')) * 1000`;

/** Moves business time to so many milliseconds after the end of the day; before it when negative. */
const moveToDaysEnd = (ground, after) =>
  ground.rows(`update business_clock set shift_ms = shift_ms + greatest(0, ${TO_THE_END_OF_THE_DAY} + $1)::bigint`, [
    after,
  ]);

/** Business time moves to the end of a day, and the traffic runs over it. */
export async function edge({ ground, random }) {
  const organization = await ground.tenant([
    { window: "DAY", amount: 30 },
    { window: "LIFETIME", amount: 70 },
  ]);
  const ledger = new Ledger(ground, organization, random);
  await ledger.use();
  await moveToDaysEnd(ground, -700);
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

/**
 * Reservations are made before the end of the day and committed after it: they count in the new day, as far as it has
 * room, and never in the old one, which is full.
 */
export async function edgeInFlight({ ground, random }) {
  const [a, b] = ground.apis;
  for (const after of [1_000, 6 * 60_000]) {
    const organization = await ground.tenant([
      { window: "DAY", amount: 8 },
      { window: "LIFETIME", amount: 14 },
    ]);
    const ledger = new Ledger(ground, organization, random);
    await inLanes(Array.from({ length: 4 }), 2, () => ledger.use({ over: a }));
    await withBusyLanes(ground, random, a, async (free) => {
      const flying = Array.from({ length: 4 }, () => ledger.use({ over: a }));
      await pause(80);
      await moveToDaysEnd(ground, after);
      // One process knows of the new day, and the other one's clock is behind for up to a second.
      await a.call("/sweep");
      const late = await inLanes(Array.from({ length: 5 }), 5, () => ledger.use({ over: b }));
      assert.ok(
        late.some(({ status }) => status === 201),
        "the new day has room",
      );
      await free();
      await Promise.all(flying);
    });
    await ledger.settle();
    const misplaced = await ground.rows(
      `select e.key from usage_event e join usage_fence f on f.id = e.fence_id
       where f.organization_id = $1 and date_trunc('day', e.counted_at at time zone 'UTC') <> date_trunc('day', e.recorded_at at time zone 'UTC')`,
      [organization],
    );
    assert.deepEqual(misplaced, [], "events that count in a day that had ended when they were written");
    await ledger.verify({ fill: false });
  }
}

/**
 * Holds of yesterday are ended today, once while yesterday still takes late events and once after it has closed: what is
 * used counts today, as far as today has room, and what is given back makes no room there.
 */
export async function heldOverTheEdge({ ground, random }) {
  for (const after of [1_000, 6 * 60_000]) {
    const organization = await ground.tenant([
      { window: "DAY", amount: 12 },
      { window: "LIFETIME", amount: 26 },
    ]);
    const ledger = new Ledger(ground, organization, random);
    const holds = new Holds(ground, ledger, random);
    const units = [4, 3, 2];
    const made = [];
    for (const n of units) made.push(await holds.make({ units: n, expiresInSeconds: 86_400 }));
    await ledger.use();
    await moveToDaysEnd(ground, after);
    await inLanes(Array.from({ length: 6 + Math.floor(random() * 7) }), 4, () => ledger.use());
    await ledger.settle();
    await Promise.all([holds.end(made[0], 4), holds.end(made[1], 1), holds.end(made[2], 0)]);
    await inLanes(Array.from({ length: 6 }), 3, () => ledger.use());
    await ledger.settle();
    await holds.verify();
    await ledger.noWindowIsOver();
    await holds.endAll();
    await ledger.verify({ fill: false });
    await holds.verify();
  }
}
