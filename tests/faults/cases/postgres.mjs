// Cases in which Postgres breaks, stands still, or takes nobody more.
import assert from "node:assert/strict";
import { Ledger } from "../ledger.mjs";
import { pause } from "../processes.mjs";
import { under } from "../under.mjs";

/** Postgres ends every connection of the application. */
export async function postgresCut({ ground, random, scale }) {
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 400 * scale }]), random);
  await under(ledger.traffic(1_500 * scale), async () => {
    await pause(60 + random() * 200);
    if (random() < 0.5) await ground.redis.flush();
    await ground.cutConnections();
  });
  await ledger.verify({ limit: 400 * scale });
}

/** kill -9 of one Postgres process: the server throws everybody out and recovers from its log. */
export async function postgresCrashed({ ground, random, scale }) {
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 400 * scale }]), random);
  await under(ledger.traffic(1_800 * scale), async () => {
    await pause(200 + random() * 300);
    await ground.crashPostgres();
    await pause(400);
  });
  await ground.untilPostgresAnswers();
  await ledger.verify({ limit: 400 * scale });
}

/** Postgres stops at once and comes back, everywhere an end in the middle of something. */
export async function postgresRestarted({ ground, random, scale }) {
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 300 * scale }]), random);
  await under(ledger.traffic(2_000 * scale), async () => {
    await pause(300 + random() * 500);
    await ground.restartPostgres();
    await ground.untilPostgresAnswers();
  });
  await ledger.verify({ limit: 300 * scale });
}

/** Somebody locks a table of the quota, for moments and once for longer than a statement may take. */
export async function tablesLocked({ ground, random, scale }) {
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 900 * scale }]), random);
  const tables = ["usage_key", "usage_fence", "usage_event", "usage_window"];
  const modes = ["exclusive", "access exclusive"];
  await under(ledger.traffic(1_500 * scale), async () => {
    await pause(random() * 120);
    if (random() < 0.3) await ground.redis.flush();
    await ground.lockTables(
      tables[Math.floor(random() * tables.length)],
      modes[Math.floor(random() * modes.length)],
      50 + random() * 350,
    );
  });
  if (scale >= 1) await under(ledger.traffic(3_000), () => ground.lockTables("usage_key", "access exclusive", 5_600));
  await ledger.verify({ limit: 900 * scale });
}

/** Postgres takes no more connections than so few that the processes fight for them. */
export async function connectionsScarce({ ground, random, scale }) {
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 300 * scale }]), random);
  try {
    await under(ledger.traffic(1_500 * scale), async () => {
      await ground.limitConnections(1 + Math.floor(random() * 5));
      if (random() < 0.5) await ground.redis.flush();
      await pause(200 + random() * 400);
      await ground.limitConnections(-1);
      await pause(random() * 150);
    });
  } finally {
    await ground.limitConnections(-1);
  }
  await ledger.verify({ limit: 300 * scale });
}

/** The fence of one tenant is held for long: another tenant in the same process must not wait for it. */
export async function neighbours({ ground, random }) {
  const [a] = ground.apis;
  const slow = new Ledger(ground, await ground.tenant([{ amount: 12 }]), random);
  const quick = new Ledger(ground, await ground.tenant([{ amount: 12 }]), random);
  await slow.use({ over: a });
  await quick.use({ over: a });
  const holder = await ground.holdFence(slow.organization);
  const waiting = [];
  for (let i = 0; i < 6; i++) {
    waiting.push(slow.use({ over: a }));
    await pause(10);
  }
  const answers = await Promise.race([
    Promise.all(Array.from({ length: 6 }, () => quick.use({ over: a }))),
    pause(2_500).then(() => null),
  ]);
  await ground.release(holder);
  await Promise.all(waiting);
  assert.ok(answers !== null, "one tenant had to wait for another one's fence");
  await slow.verify({ limit: 12 });
  await quick.verify({ limit: 12 });
}
