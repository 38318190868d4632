// Cases in which Redis comes back as somebody else: with an older memory, or as the copy that has been promoted.
import { Ledger } from "../ledger.mjs";
import { pause } from "../processes.mjs";
import { Relay } from "../relay.mjs";
import { under } from "../under.mjs";

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

/** The same with the traffic going on, again and again. */
export async function redisOlderUnderLoad({ ground, random, scale }) {
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 300 * scale }]), random);
  await under(ledger.traffic(1_500 * scale), async () => {
    await pause(random() * 150);
    await ground.redis.remember();
    await pause(50 + random() * 200);
    await ground.redis.restart({ withMemory: true });
  });
  await ground.restore();
  await ledger.verify({ limit: 300 * scale });
}

/**
 * Redis dies and its copy, which has fallen behind, takes over: the same generation with less used, on another server to
 * which the clients are led. Once with the traffic stopped, once with the traffic on.
 */
export async function promoted({ ground, random, bundles }) {
  for (const busy of [false, true]) {
    const copied = await Relay.open(ground.redis.port);
    const asked = await Relay.open(ground.redis.port);
    const copy = await ground.secondRedis();
    try {
      const settings = { REDIS_URL: `redis://127.0.0.1:${asked.port}` };
      const apis = await Promise.all([1, 2].map(() => ground.extraApi(bundles.plain, settings)));
      await ground.withApis(apis, () => failOver({ ground, random, copied, asked, copy, busy }));
    } finally {
      await copied.close();
      await asked.close();
      await copy.kill();
      await ground.redis.restart();
      await ground.restore();
    }
  }
}

async function failOver({ ground, random, copied, asked, copy, busy }) {
  await copy.follow(copied.port);
  const ledger = new Ledger(ground, await ground.tenant([{ amount: 60 }]), random);
  const some = (n) => Promise.all(Array.from({ length: n }, (_, i) => ledger.use({ over: ground.apis[i % 2] })));
  await some(20);
  await ground.redis.untilCopied();
  copied.hold();
  await some(35);
  await ledger.settle();
  const going = busy ? ledger.traffic(700, { maxUnits: 1 }) : null;
  if (busy) await pause(random() * 60);
  await ground.redis.kill();
  copied.cut();
  await copy.promote();
  asked.cut(copy.port);
  await ground.restore();
  await some(40);
  await going;
  await ledger.verify({ limit: 60 });
}
