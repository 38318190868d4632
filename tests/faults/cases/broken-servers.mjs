// Cases in which a server, a connection or a process breaks under load.
import { Ledger } from "../ledger.mjs";
import { pause } from "../processes.mjs";
import { under } from "../under.mjs";

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
