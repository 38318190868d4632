// A level goes up and down while Redis forgets and Postgres ends connections.
import assert from "node:assert/strict";
import { Ledger, inLanes } from "../ledger.mjs";
import { pause } from "../processes.mjs";

const METER = "level";
const LIMIT = 40;

/** Reports over both processes: new values up to above the limit, some of them late, and old keys again. */
async function reports(ledger, random, ms) {
  const end = performance.now() + ms;
  const one = async () => {
    while (performance.now() < end) {
      const old = [...ledger.keys.values()].at(-1 - Math.floor(random() * 50));
      if (old && random() < 0.2) {
        await ledger.use(old.by ?? old.requests[0]);
        continue;
      }
      const late = random() < 0.2 ? { occurredAt: Math.floor(Date.now() - random() * 60_000) } : {};
      await ledger.use({ meter: METER, units: Math.floor(random() * (LIMIT + 12)), ...late });
    }
  };
  await Promise.all(Array.from({ length: 12 }, one));
}

/** The log in the order of its decisions: what the level was before and after each of them. */
function courseOf(events) {
  let at = -Infinity;
  let level = 0;
  return events.map((event) => {
    const before = level;
    if (event.at >= at) [at, level] = [event.at, event.units];
    return { ...event, before, after: level };
  });
}

/** The level is the newest value, no rise ended above the limit, and every answer names the level of its own moment. */
export async function gauges({ ground, random, scale }) {
  await ground.rows(
    `insert into meter (id, slug, name, unit, unit_plural, aggregation, created_at) values ('meter_level', $1, $1, 'unit', 'units', 'LATEST', now()) on conflict do nothing`,
    [METER],
  );
  const ledger = new Ledger(ground, await ground.tenant([{ meter: METER, amount: LIMIT }]), random);
  const until = performance.now() + 1_500 * scale;
  const breaking = (async () => {
    while (performance.now() < until) {
      await pause(60 + random() * 200);
      if (random() < 0.6) await ground.redis.flush();
      else await ground.cutConnections();
    }
  })();
  await reports(ledger, random, 1_500 * scale);
  await breaking;
  await ledger.settle();

  const events = await ground.rows(
    `select e.key, e.units::float8 as units, extract(epoch from e.counted_at)::float8 as at, k.result
     from usage_event e join usage_fence f on f.id = e.fence_id
     join usage_key k on k.organization_id = f.organization_id and k.environment = f.environment and k.key = e.key and k.event_id = e.id
     where f.organization_id = $1 order by e.epoch, e.reservation`,
    [ledger.organization],
  );
  const course = courseOf(events);
  assert.equal(new Set(events.map(({ key }) => key)).size, events.length, "a key was counted twice");
  for (const { key, before, after, result } of course) {
    assert.ok(after <= Math.max(before, LIMIT), `${key} raised the level from ${before} to ${after} of ${LIMIT}`);
    assert.equal(JSON.parse(result).data.used, after, `${key} was answered with another level than the log gives`);
    const { first, requests } = ledger.keys.get(key) ?? {};
    assert.ok(requests, `key ${key} was never sent`);
    if (first !== null) assert.equal(result, first, `key ${key}: the answer is not the one that is kept`);
  }
  const counted = new Set(events.map(({ key }) => key));
  for (const [key, { first }] of ledger.keys)
    if (first !== null) assert.ok(counted.has(key), `key ${key} was admitted, and its event is lost`);
  for (const { request, current, limit } of ledger.denials)
    assert.ok(request.units > Math.max(current, limit), `${request.units} was refused at ${current} of ${limit}`);

  // Every process now says what the log says, before and after one more value.
  const level = course.at(-1)?.after ?? 0;
  for (const units of [level, 0, LIMIT]) {
    const answer = await ledger.use({ meter: METER, units });
    assert.equal(answer.status, 201, `${units} of ${LIMIT}`);
    await inLanes(ground.apis, 2, async (api) => {
      const { windows } = await api.call("/explain", { organization: ledger.organization, meter: METER });
      assert.deepEqual(
        windows.map((w) => w.logged),
        [units],
      );
    });
  }
  assert.equal((await ledger.use({ meter: METER, units: LIMIT + 1 })).status, 402, "a rise above the limit");
}
