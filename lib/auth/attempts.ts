import type { World } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { MINUTE, type Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { sha256 } from "@/lib/platform/crypto";
import type { Script } from "@/lib/platform/redis";

const WINDOW_MS = 15 * MINUTE;
/** Somebody mistypes; a program guesses. */
const PER_EMAIL_AND_ADDRESS = 10;
/** Higher, so that a stranger cannot shut a person out from everywhere by a few wrong tries. */
const PER_EMAIL = 50;
const PER_ADDRESS = 100;
const MAX_REMEMBERED = 20_000;

/** Counts one attempt in a fixed window; answers the count and the milliseconds left. KEYS: counter. ARGV: window. */
const COUNT_ATTEMPT: Script = {
  name: "weirCountAttempt1",
  source: `
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return {n, left}`,
};
/** Takes one attempt back while its window lasts. KEYS: counter. */
const GIVE_BACK: Script = {
  name: "weirGiveBackAttempt1",
  source: `
local n = tonumber(redis.call('GET', KEYS[1]) or '0')
if n <= 0 then return 0 end
return redis.call('DECR', KEYS[1])`,
};
const FORGET: Script = { name: "weirForgetAttempts1", source: `return redis.call('DEL', KEYS[1])` };

interface Counted {
  readonly count: number;
  readonly msLeft: number;
}

/** Counters of this process, for when Redis is away: the limit loosens to one per process, it never opens. */
const remembered = new Map<string, { count: number; endsAt: Instant }>();

function countHere(key: string): Counted {
  const now = securityNow();
  const found = remembered.get(key);
  const counter = found && found.endsAt > now ? found : { count: 0, endsAt: now + WINDOW_MS };
  counter.count += 1;
  remembered.delete(key);
  remembered.set(key, counter);
  if (remembered.size > MAX_REMEMBERED) {
    const oldest = remembered.keys().next();
    if (!oldest.done) remembered.delete(oldest.value);
  }
  return { count: counter.count, msLeft: counter.endsAt - now };
}

async function count(world: Pick<World, "redis">, key: string): Promise<Counted> {
  try {
    const reply = await world.redis.run(COUNT_ATTEMPT, [key], [WINDOW_MS]);
    if (Array.isArray(reply)) return { count: Number(reply[0]), msLeft: Number(reply[1]) };
    return countHere(key);
  } catch {
    return countHere(key);
  }
}

function keysOf(email: string, ip: string): { pair: string; email: string; address: string } {
  return {
    pair: `weir:signin:pair:${sha256(`${email}|${ip}`)}`,
    email: `weir:signin:email:${sha256(email)}`,
    address: `weir:signin:ip:${sha256(ip)}`,
  };
}

/**
 * Counts one attempt to sign in, before the password is looked at. Throws RATE_LIMIT_EXCEEDED with the seconds to wait
 * once the e-mail from this address, the e-mail, or the address has used up its attempts of a quarter of an hour.
 */
export async function countSignInAttempt(world: Pick<World, "redis">, email: string, ip: string): Promise<void> {
  const keys = keysOf(email, ip);
  const [pair, anywhere, address] = await Promise.all([
    count(world, keys.pair),
    count(world, keys.email),
    count(world, keys.address),
  ]);
  const exhausted = [
    pair.count > PER_EMAIL_AND_ADDRESS ? pair : null,
    anywhere.count > PER_EMAIL ? anywhere : null,
    address.count > PER_ADDRESS ? address : null,
  ].filter((counted) => counted !== null);
  if (exhausted.length === 0) return;
  const seconds = Math.max(1, Math.ceil(Math.max(...exhausted.map((counted) => counted.msLeft)) / 1_000));
  const minutes = Math.ceil(seconds / 60);
  // Whoever goes on trying makes one entry of the journal, not one with each try.
  const first = pair.count === PER_EMAIL_AND_ADDRESS + 1 || anywhere.count === PER_EMAIL + 1;
  throw new AppError(
    "RATE_LIMIT_EXCEEDED",
    `Too many attempts to sign in. Wait ${minutes === 1 ? "a minute" : `${minutes} minutes`} and try again.`,
    {
      retryAfterSeconds: seconds,
      internal: { first },
    },
  );
}

/** Whether this refusal is the one with which somebody was shut out, and not one of those after it. */
export const shutsOut = (error: unknown): boolean =>
  error instanceof AppError && error.code === "RATE_LIMIT_EXCEEDED" && error.internal.first === true;

/** A code of six digits is guessed like a password: counted for the person and the address, apart from the password's tries. */
export const countCodeAttempt = (world: Pick<World, "redis">, userId: string, ip: string): Promise<void> =>
  countSignInAttempt(world, codeOf(userId), ip);

export const forgiveCodeAttempts = (world: Pick<World, "redis">, userId: string, ip: string): Promise<void> =>
  forgiveSignInAttempts(world, codeOf(userId), ip);

const codeOf = (userId: string): string => `second step of ${userId}`;

/** Only failures count: a right password takes its own attempt back, and clears this e-mail from this address. */
export async function forgiveSignInAttempts(world: Pick<World, "redis">, email: string, ip: string): Promise<void> {
  const keys = keysOf(email, ip);
  remembered.delete(keys.pair);
  for (const key of [keys.email, keys.address]) {
    const counter = remembered.get(key);
    if (counter && counter.count > 0) counter.count -= 1;
  }
  const steps: [Script, string][] = [
    [FORGET, keys.pair],
    [GIVE_BACK, keys.email],
    [GIVE_BACK, keys.address],
  ];
  await Promise.all(steps.map(([script, key]) => world.redis.run(script, [key], []).catch(() => null)));
}
