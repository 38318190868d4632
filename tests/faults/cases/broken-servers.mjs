// Cases in which a server, a connection or a process breaks under load.
import { Ledger } from "../ledger.mjs";
import { pause } from "../processes.mjs";

/** Runs traffic while something goes wrong again and again, then makes everything whole. */
async function under(traffic, breakIt) {
  let over = false;
  const breaking = (async () => {
    while (!over) await breakIt();
  })();
  try {
    await traffic;
  } finally {
    over = true;
    await breaking;
  }
}

/** kill -9 of API processes under load, each started again. */
export async function killed({ ground, random, scale }) {
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 900 * scale }]), random);
  await under(ledger.traffic(1_800 * scale), async () => {
    await pause(150 + random() * 300);
    const api = ground.apis[Math.floor(random() * 2)];
    await api.kill();
    await api.start();
  });
  await ledger.verify({ limit: 900 * scale });
}

/** Redis loses everything every few milliseconds. */
export async function flushed({ ground, random, scale }) {
  const ledger = new Ledger(
    ground,
    await ground.tenant([{ amount: 150 * scale }, { window: "MONTH", amount: 160 * scale }]),
    random,
  );
  await under(ledger.traffic(1_500 * scale), async () => {
    await ground.redis.flush();
    await pause(random() * 12);
  });
  await ledger.verify({ limit: 150 * scale });
}

/** Redis is killed and comes back empty. */
export async function redisRestarted({ ground, random, scale }) {
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 400 * scale }]), random);
  await under(ledger.traffic(1_500 * scale), async () => {
    await pause(200 + random() * 200);
    await ground.redis.kill();
    await pause(random() * 150);
    await ground.redis.restart();
  });
  await ground.restore();
  await ledger.verify({ limit: 400 * scale });
}

/** Redis stops answering for a while, and then goes through everything that was sent to it meanwhile. */
export async function redisFrozen({ ground, random, scale }) {
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 400 * scale }]), random);
  await under(ledger.traffic(1_800 * scale), async () => {
    await pause(150 + random() * 150);
    ground.redis.freeze();
    await pause(100 + random() * 700);
    ground.redis.thaw();
  });
  await ledger.verify({ limit: 400 * scale });
}

/** Redis comes back with what it knew a while ago: the same generation with less used. */
export async function redisOlder({ ground, random }) {
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 60 }]), random);
  const some = (n) => Promise.all(Array.from({ length: n }, (_, i) => ledger.use({ over: ground.apis[i % 2] })));
  await some(20);
  await pause(50);
  await ground.redis.remember();
  await some(35);
  await ledger.settle();
  await ground.redis.restart({ withMemory: true });
  for (const api of ground.apis) for (let i = 0; i < 200 && !(await api.call("/ready")).known; i++) await pause(5);
  await some(40);
  await ledger.verify({ limit: 60 });
}

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
