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
    const dying = await ground.extraApi(bundles.dying, { DIE_AT: "change: after commit" });
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

/** Plans go up and down and from a hard stop to metered and back, from both processes under load. */
export async function plansChanged({ ground, random, scale }) {
  const organization = await ground.tenant([{ amount: 40 }]);
  const ledger = new Ledger(ground, organization, random);
  const plans = await Promise.all(
    [
      { amount: 60 },
      { amount: 200, policy: "HARD_STOP" },
      { amount: 30, policy: "METERED" },
      { amount: 120 },
      { amount: 30 },
    ].map(async (limit) => ({
      plan: await ground.plan([limit, { window: "MONTH", amount: 1_000_000 }]),
      limits: [{ meter: "alpha", amount: limit.policy === "METERED" ? null : limit.amount }],
    })),
  );
  let over = false;
  const changing = [0, 1].map(async (i) => {
    while (!over) {
      const { status } = await ground.apis[i].call("/change", {
        organization,
        ...plans[Math.floor(random() * plans.length)],
      });
      assert.equal(status, 200, "a plan could not be changed");
      await pause(random() * 80);
    }
  });
  await ledger.traffic(1_500 * scale, { lanes: 12 });
  over = true;
  await Promise.all(changing);
  await ledger.settle();
  const top = 40 + (await ledger.committed());
  const last = { plan: await ground.plan([{ amount: top }]), limits: [{ meter: "alpha", amount: top }] };
  assert.equal((await ground.apis[1].call("/change", { organization, ...last })).status, 200);
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => ledger.use({ over: ground.apis[i % 2] })));
  assert.ok(
    answers.every(({ status }) => status !== 402),
    "refused by the plan of before",
  );
  await ledger.verify({ limit: top });
}

/** A trial ends by time alone while everybody is at it; whoever buys goes on at once. */
export async function trialEnds({ ground, random }) {
  // On a slow machine the trial may be over before anybody was admitted: then once more, and longer.
  for (const standsFor of [900, 3_000, 9_000]) {
    const organization = await ground.tenant([{ amount: 1_000_000 }], { trialMs: standsFor });
    const ledger = new Ledger(ground, organization, random);
    await ledger.traffic(standsFor + 500, { lanes: 12 });
    await ledger.settle();
    const [{ late, all }] = await ground.rows(
      `select count(*) filter (where e.recorded_at >= s.trial_end)::int as late, count(*)::int as all
       from usage_event e join usage_fence f on f.id = e.fence_id join subscription s on s.organization_id = f.organization_id where f.organization_id = $1`,
      [organization],
    );
    assert.equal(late, 0, "events that were admitted after the trial had ended");
    assert.equal((await ledger.use()).code, "PAYMENT_REQUIRED");
    assert.equal((await ground.apis[0].call("/change", { organization, status: "ACTIVE" })).status, 200);
    const answers = await Promise.all([0, 1].map((i) => ledger.use({ over: ground.apis[i] })));
    assert.ok(
      answers.every(({ code }) => code !== "PAYMENT_REQUIRED"),
      "refused although the trial had been bought",
    );
    if (all > 0) return ledger.verify({ fill: false });
  }
  assert.fail("nothing was admitted on trial");
}
