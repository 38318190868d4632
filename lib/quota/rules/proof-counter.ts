import type { Instant } from "@/lib/kernel/time";
import type { WindowKind } from "../model";
import { isGauge } from "./gauge";
import {
  CONTENT_WORD,
  holdsIf,
  n,
  named,
  noted,
  wallOfReading,
  type CounterReading,
  type Identity,
  type ProofReadings,
  type RedisReading,
  type WindowReading,
} from "./proof-terms";

/** What Redis says beside what the facts say, for every window in force. */
export function counterIdentities(facts: ProofReadings, redis: RedisReading | null): Identity[] {
  const { epoch } = facts.fence;
  const word = CONTENT_WORD[facts.aggregation];
  const open = facts.windows.filter((w) => w.status === "OPEN" && w.inForce);
  const whole = { window: null, name: "COUNTER" as const };
  if (redis === null)
    return [
      {
        ...whole,
        identity: "Redis has no counter",
        ...noted("Postgres decides alone; the next request builds the counter from the log"),
      },
    ];
  if (!redis.current)
    return [
      {
        ...whole,
        identity: `Redis has generation ${n(redis.generation)}, Postgres is at ${n(epoch)}`,
        ...noted(
          isGauge(facts.aggregation)
            ? "values are decided in Postgres; whoever reads the gauge next brings Redis up to date"
            : "nothing is admitted by it; the next request builds the counter from the log",
        ),
      },
    ];
  const foreign = redis.after.filter((c) => !open.some((w) => isSame(w, c)) && c.used - c.pending > 0);
  return [
    ...open.flatMap((w) => {
      const after = redis.after.find((c) => isSame(w, c));
      const before = redis.before.find((c) => isSame(w, c));
      return after && before ? besideRedis(w, word, before, after, redis.still) : [missingInRedis(w, word)];
    }),
    ...foreign.map((c): Identity => ({
      name: "COUNTER",
      window: named(c),
      identity: `used ${n(c.used)} of a window that is not open`,
      state: "FAILS",
      because: "Redis counts in a window that Postgres does not have open",
    })),
  ];
}

const isSame = (a: { kind: WindowKind; start: Instant }, b: { kind: WindowKind; start: Instant }): boolean =>
  a.kind === b.kind && a.start === b.start;

const missingInRedis = (w: WindowReading, word: string): Identity => ({
  name: "COUNTER",
  window: named(w),
  identity: `${word} ${n(w.logged)} + holds ${n(w.held)}, and no counter`,
  state: "FAILS",
  because: "the generation in Redis is current and lacks this window",
});

function besideRedis(
  w: WindowReading,
  word: string,
  before: CounterReading,
  after: CounterReading,
  still: boolean,
): Identity[] {
  const facts = w.logged + w.held;
  const wall = wallOfReading(w);
  const stop: Identity = {
    name: "COUNTER_LIMIT",
    window: named(w),
    identity: `limit in Redis ${limitWords(after.limit)} = limit in Postgres ${limitWords(wall)}`,
    ...holdsIf(after.limit === wall, "Redis stops at another limit than the one that is in force"),
  };
  if (!still) return [inFlight(w, word, before, after), stop];
  return [
    {
      name: "COUNTER",
      window: named(w),
      identity: `used ${n(after.used)} − pending ${n(after.pending)} = ${word} ${n(w.logged)} + holds ${n(w.held)}`,
      ...holdsIf(
        after.used - after.pending === facts,
        `the counter is ${n(Math.abs(after.used - after.pending - facts))} ${after.used - after.pending > facts ? "above" : "below"} the ${word}`,
      ),
    },
    {
      name: "HOLDS",
      window: named(w),
      identity: `held in Redis ${n(after.held)} = open holds ${n(w.held)}`,
      ...holdsIf(after.held === w.held, "Redis has other holds than the table"),
    },
    stop,
  ];
}

const limitWords = (limit: number | null): string => (limit === null ? "none" : n(limit));

/** With calls in flight the counter before and after encloses the facts, unless holds give units back in between. */
function inFlight(w: WindowReading, word: string, before: CounterReading, after: CounterReading): Identity {
  const facts = w.logged + w.held;
  const identity = `used ${n(before.used)} − pending ${n(before.pending)} ≤ ${word} ${n(w.logged)} + holds ${n(w.held)} ≤ used ${n(after.used)}`;
  const about = { name: "COUNTER" as const, window: named(w), identity };
  if (before.held + after.held + w.held > 0)
    return { ...about, ...noted("calls were in flight all the time, and holds among them: run it again") };
  const encloses = before.used - before.pending <= facts && facts <= after.used;
  return encloses
    ? { ...about, ...noted("calls were in flight all the time, so the counter can only enclose the log") }
    : { ...about, state: "FAILS", because: "the log lies outside of what the counter allows for" };
}
