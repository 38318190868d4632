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

const pairKey = (email: string, ip: string): string => `weir:signin:pair:${sha256(`${email}|${ip}`)}`;

/**
 * Counts one attempt to sign in, before the password is looked at. Throws RATE_LIMIT_EXCEEDED with the seconds to wait
 * once the e-mail from this address, the e-mail, or the address has used up its attempts of a quarter of an hour.
 */
export async function countSignInAttempt(world: Pick<World, "redis">, email: string, ip: string): Promise<void> {
  const [pair, anywhere, address] = await Promise.all([
    count(world, pairKey(email, ip)),
    count(world, `weir:signin:email:${sha256(email)}`),
    count(world, `weir:signin:ip:${sha256(ip)}`),
  ]);
  const exhausted = [
    pair.count > PER_EMAIL_AND_ADDRESS ? pair : null,
    anywhere.count > PER_EMAIL ? anywhere : null,
    address.count > PER_ADDRESS ? address : null,
  ].filter((counted) => counted !== null);
  if (exhausted.length === 0) return;
  const seconds = Math.max(1, Math.ceil(Math.max(...exhausted.map((counted) => counted.msLeft)) / 1_000));
  const minutes = Math.ceil(seconds / 60);
  throw new AppError(
    "RATE_LIMIT_EXCEEDED",
    `Too many attempts to sign in. Wait ${minutes === 1 ? "a minute" : `${minutes} minutes`} and try again.`,
    {
      retryAfterSeconds: seconds,
    },
  );
}

/** A right password clears the counter of this e-mail from this address. */
export async function forgetAttempts(world: Pick<World, "redis">, email: string, ip: string): Promise<void> {
  const key = pairKey(email, ip);
  remembered.delete(key);
  await world.redis.run(FORGET, [key], []).catch(() => null);
}
