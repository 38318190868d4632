import { FOREVER, iso, type Instant } from "@/lib/kernel/time";
import type { LimitPolicy, WindowKind } from "../model";

/** A window as the facts have it: summed from its events alone, and by its checkpoint. */
export interface WindowReading {
  readonly kind: WindowKind;
  readonly start: Instant;
  readonly end: Instant;
  readonly status: "OPEN" | "CLOSED";
  readonly limit: number | null;
  readonly policy: LimitPolicy;
  readonly inForce: boolean;
  /** What the checkpoint claims. */
  readonly checkpoint: number;
  /** Σ units of the events that the checkpoint speaks of. */
  readonly summed: number;
  /** Σ units of the events after the checkpoint. */
  readonly rest: number;
  /** Σ units of all events in the window. */
  readonly logged: number;
  readonly events: number;
  readonly held: number;
}

/** One limit of a window while it was in force, told by the generations that committed under it. */
export interface LimitEra {
  readonly kind: WindowKind;
  readonly start: Instant;
  /** The generation that brought the limit. */
  readonly epoch: number;
  readonly limit: number;
  /** Σ units that earlier generations had logged. */
  readonly before: number;
  /** Σ units when the next limit came, or until now. */
  readonly through: number;
  /** Units logged in between out of holds that are older than the limit. */
  readonly carried: number;
}

export interface KeyReading {
  readonly keys: number;
  readonly events: number;
  readonly holds: number;
  readonly releases: number;
  /** Events and holds whose key is missing or speaks of something else. */
  readonly unmatched: number;
  readonly examples: readonly string[];
}

export interface LogReading {
  /** Events of a generation that there never was. */
  readonly strange: number;
  /** Events of an older generation behind those of a newer one. */
  readonly unordered: number;
  /** Events in no window. */
  readonly homeless: number;
  /** Events in two open windows of one kind. */
  readonly crowded: number;
  /** Keys under which more than one event stands. */
  readonly doubled: number;
}

export interface ProofReadings {
  readonly fence: { readonly epoch: number; readonly valid: boolean; readonly now: Instant };
  readonly windows: readonly WindowReading[];
  readonly eras: readonly LimitEra[];
  readonly keys: KeyReading;
  readonly log: LogReading;
}

/** A window as a generation in Redis has it. */
export interface CounterReading {
  readonly kind: WindowKind;
  readonly start: Instant;
  readonly limit: number | null;
  readonly used: number;
  readonly pending: number;
  readonly held: number;
}

/** The generation in Redis around the moment at which the facts were read. */
export interface RedisReading {
  readonly generation: number;
  /** It belongs to this epoch and to this Redis. */
  readonly current: boolean;
  /** Nothing was in flight: the figures are of the very moment of the facts. */
  readonly still: boolean;
  readonly before: readonly CounterReading[];
  readonly after: readonly CounterReading[];
}

export type IdentityName =
  "CHECKPOINT" | "COUNTER" | "HOLDS" | "COUNTER_LIMIT" | "LIMIT" | "KEYS" | "KEYS_UNIQUE" | "GENERATIONS" | "WINDOWS";

/** One identity, worked out. `NOTED` is true and worth saying; only `FAILS` means that something is wrong. */
export interface Identity {
  readonly name: IdentityName;
  /** The window it is about; null for the meter as a whole. */
  readonly window: { readonly kind: WindowKind; readonly start: Instant } | null;
  readonly state: "HOLDS" | "FAILS" | "NOTED";
  /** The identity with its figures, as a person can check it. */
  readonly identity: string;
  /** What a failure or a note means. */
  readonly because: string | null;
}

const GROUPED = new Intl.NumberFormat("en-US");
const n = (value: number): string => GROUPED.format(value);

type Verdict = Pick<Identity, "state" | "because">;
const holdsIf = (true_: boolean, because: string): Verdict =>
  true_ ? { state: "HOLDS", because: null } : { state: "FAILS", because };
const noted = (because: string): Verdict => ({ state: "NOTED", because });

/** Works out every identity of a fence from what was read. Pure: the same readings give the same answer. */
export function identitiesOf(facts: ProofReadings, redis: RedisReading | null): Identity[] {
  const open = facts.windows.filter((w) => w.status === "OPEN" && w.inForce);
  return [
    ...facts.windows.map(checkpointOf),
    ...counterIdentities(open, redis, facts.fence.epoch),
    ...facts.eras.map(limitOf),
    ...keyIdentities(facts.keys, facts.log),
    ...logIdentities(facts.log, facts.keys.events, facts.fence.epoch),
  ];
}

const named = (w: { kind: WindowKind; start: Instant }): Identity["window"] => ({ kind: w.kind, start: w.start });

function checkpointOf(w: WindowReading): Identity {
  return {
    name: "CHECKPOINT",
    window: named(w),
    identity: `${n(w.events)} events sum to ${n(w.logged)} = checkpoint ${n(w.checkpoint)} + rest ${n(w.rest)}`,
    ...holdsIf(
      w.logged === w.checkpoint + w.rest,
      `the checkpoint says ${n(w.checkpoint)} where the events up to it sum to ${n(w.summed)}`,
    ),
  };
}

function counterIdentities(open: readonly WindowReading[], redis: RedisReading | null, epoch: number): Identity[] {
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
        ...noted("nothing is admitted by it; the next request builds the counter from the log"),
      },
    ];
  const foreign = redis.after.filter((c) => !open.some((w) => isSame(w, c)) && c.used - c.pending > 0);
  return [
    ...open.flatMap((w) => {
      const after = redis.after.find((c) => isSame(w, c));
      const before = redis.before.find((c) => isSame(w, c));
      return after && before ? besideRedis(w, before, after, redis.still) : [missingInRedis(w)];
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

const missingInRedis = (w: WindowReading): Identity => ({
  name: "COUNTER",
  window: named(w),
  identity: `log ${n(w.logged)} + holds ${n(w.held)}, and no counter`,
  state: "FAILS",
  because: "the generation in Redis is current and lacks this window",
});

function besideRedis(w: WindowReading, before: CounterReading, after: CounterReading, still: boolean): Identity[] {
  const facts = w.logged + w.held;
  const limit = w.policy === "HARD_STOP" ? w.limit : null;
  const stop: Identity[] =
    w.policy === "METERED"
      ? []
      : [
          {
            name: "COUNTER_LIMIT",
            window: named(w),
            identity: `limit in Redis ${limitWords(after.limit)} = limit in Postgres ${limitWords(limit)}`,
            ...holdsIf(after.limit === limit, "Redis stops at another limit than the one that is in force"),
          },
        ];
  if (!still) return [inFlight(w, before, after), ...stop];
  return [
    {
      name: "COUNTER",
      window: named(w),
      identity: `used ${n(after.used)} − pending ${n(after.pending)} = log ${n(w.logged)} + holds ${n(w.held)}`,
      ...holdsIf(
        after.used - after.pending === facts,
        `the counter is ${n(Math.abs(after.used - after.pending - facts))} ${after.used - after.pending > facts ? "above" : "below"} the log`,
      ),
    },
    {
      name: "HOLDS",
      window: named(w),
      identity: `held in Redis ${n(after.held)} = open holds ${n(w.held)}`,
      ...holdsIf(after.held === w.held, "Redis has other holds than the table"),
    },
    ...stop,
  ];
}

const limitWords = (limit: number | null): string => (limit === null ? "none" : n(limit));

/** With calls in flight the counter before and after encloses the facts, unless holds give units back in between. */
function inFlight(w: WindowReading, before: CounterReading, after: CounterReading): Identity {
  const facts = w.logged + w.held;
  const identity = `used ${n(before.used)} − pending ${n(before.pending)} ≤ log ${n(w.logged)} + holds ${n(w.held)} ≤ used ${n(after.used)}`;
  const about = { name: "COUNTER" as const, window: named(w), identity };
  if (before.held + after.held + w.held > 0)
    return { ...about, ...noted("calls were in flight all the time, and holds among them: run it again") };
  const encloses = before.used - before.pending <= facts && facts <= after.used;
  return encloses
    ? { ...about, ...noted("calls were in flight all the time, so the counter can only enclose the log") }
    : { ...about, state: "FAILS", because: "the log lies outside of what the counter allows for" };
}

function limitOf(era: LimitEra): Identity {
  const about = {
    name: "LIMIT" as const,
    window: named(era),
    identity: `since generation ${n(era.epoch)}: log ${n(era.through)} ≤ limit ${n(era.limit)}`,
  };
  if (era.through <= era.limit) return { ...about, state: "HOLDS", because: null };
  const bound = era.before + era.carried;
  if (era.through <= bound)
    return {
      ...about,
      identity: `since generation ${n(era.epoch)}: log ${n(era.through)}, limit ${n(era.limit)}`,
      ...noted(
        `the limit was lowered below the ${n(bound)} that were used already, and nothing was admitted after that`,
      ),
    };
  return {
    ...about,
    state: "FAILS",
    because: `${n(era.through - Math.max(era.limit, bound))} units more than this limit allowed (${n(era.before)} were there when it came)`,
  };
}

function keyIdentities(keys: KeyReading, log: LogReading): Identity[] {
  const sum = keys.events + keys.holds + keys.releases;
  const strays = keys.unmatched === 0 ? "" : `; not matched: ${keys.examples.join(", ")}`;
  return [
    {
      name: "KEYS",
      window: null,
      identity: `keys ${n(keys.keys)} = events ${n(keys.events)} + holds made ${n(keys.holds)} + releases ${n(keys.releases)}`,
      ...holdsIf(
        keys.keys === sum && keys.unmatched === 0,
        `${n(Math.abs(keys.keys - sum))} keys too ${keys.keys > sum ? "many" : "few"}, ${n(keys.unmatched)} events or holds without their own key${strays}`,
      ),
    },
    {
      name: "KEYS_UNIQUE",
      window: null,
      identity: `keys with more than one event: ${n(log.doubled)}`,
      ...holdsIf(log.doubled === 0, "the same piece of work is counted twice"),
    },
  ];
}

function logIdentities(log: LogReading, events: number, epoch: number): Identity[] {
  return [
    {
      name: "GENERATIONS",
      window: null,
      identity: `of ${n(events)} events, outside generations 1 to ${n(epoch)}: ${n(log.strange)}; behind a newer generation: ${n(log.unordered)}`,
      ...holdsIf(log.strange + log.unordered === 0, "events were written past the fence"),
    },
    {
      name: "WINDOWS",
      window: null,
      identity: `of ${n(events)} events, in no window: ${n(log.homeless)}; in two open windows of one kind: ${n(log.crowded)}`,
      ...holdsIf(log.homeless + log.crowded === 0, "events do not lie in exactly the windows that hold their moment"),
    },
  ];
}

/** A window as lines name it: "day from 2026-11-21", with the time where it does not begin at midnight. */
export function windowWords(window: { readonly kind: WindowKind; readonly start: Instant }): string {
  const kind = window.kind.toLowerCase().replaceAll("_", " ");
  if (window.kind === "LIFETIME" || window.start <= 0 || window.start >= FOREVER) return kind;
  const text = iso(window.start);
  return `${kind} from ${text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : `${text.slice(0, 16).replace("T", " ")} UTC`}`;
}
