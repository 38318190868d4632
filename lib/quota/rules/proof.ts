import { FOREVER, iso, type Instant } from "@/lib/kernel/time";
import type { Aggregation, WindowKind } from "../model";
import { counterIdentities } from "./proof-counter";
import {
  holdsIf,
  n,
  named,
  noted,
  type Identity,
  type KeyReading,
  type LimitEra,
  type LogReading,
  type ProofReadings,
  type RedisReading,
  type ValueEra,
  type WindowReading,
} from "./proof-terms";

export type { Identity } from "./proof-terms";

/** Works out every identity of a fence from what was read. Pure: the same readings give the same answer. */
export function identitiesOf(facts: ProofReadings, redis: RedisReading | null): Identity[] {
  return [
    ...facts.windows.map((w) => checkpointOf(facts.aggregation, w)),
    ...counterIdentities(facts, redis),
    ...facts.eras.map(limitOf),
    ...facts.valueEras.map(valuesOf),
    ...keyIdentities(facts.keys, facts.log),
    ...logIdentities(facts.log, facts.keys.events, facts.fence.epoch),
  ];
}

const CHECKPOINT_WORDS: Readonly<Record<Aggregation, (w: WindowReading) => string>> = {
  SUM: (w) => `sum to ${n(w.logged)} = checkpoint ${n(w.checkpoint)} + rest ${n(w.rest)}`,
  UNIQUE: (w) => `sum to ${n(w.logged)} = checkpoint ${n(w.checkpoint)} + rest ${n(w.rest)}`,
  MAX: (w) => `have the peak ${n(w.logged)} = the higher of checkpoint ${n(w.checkpoint)} and rest ${n(w.rest)}`,
  LATEST: (w) => `end at the level ${n(w.logged)} = ${n(w.rebuilt)}, the newer of checkpoint and rest`,
};

function checkpointOf(aggregation: Aggregation, w: WindowReading): Identity {
  const archived = w.archivedEvents === 0 ? "" : ` (${n(w.archivedEvents)} of them archived)`;
  const about = {
    name: "CHECKPOINT" as const,
    window: named(w),
    identity: `${n(w.events)} events${archived} ${CHECKPOINT_WORDS[aggregation](w)}`,
  };
  if (aggregation === "LATEST" && w.events > 0 && w.events === w.archivedEvents)
    return { ...about, ...noted("every event has left the log, and only the checkpoint knows the level") };
  if (w.loggedAtLeast < w.logged && w.loggedAtLeast <= w.rebuilt && w.rebuilt <= w.logged)
    return { ...about, ...noted("a day that the window only touches is archived, and is known whole alone") };
  return {
    ...about,
    ...holdsIf(
      w.logged === w.rebuilt,
      `the checkpoint says ${n(w.checkpoint)} where the events up to it ${aggregation === "SUM" ? "sum" : "come"} to ${n(w.summed)}`,
    ),
  };
}

function limitOf(era: LimitEra): Identity {
  const since = `since generation ${n(era.epoch)}: `;
  const limit = `${era.spend ? "ceiling of the spend limit" : "limit"} ${n(era.limit)}`;
  const through = era.through + era.archived;
  const archived = era.archived === 0 ? "" : ` (${n(era.archived)} of them archived)`;
  const about = {
    name: "LIMIT" as const,
    window: named(era),
    identity: `${since}log ${n(through)}${archived} ≤ ${limit}`,
  };
  if (through <= era.limit) return { ...about, state: "HOLDS", because: null };
  const identity = `${since}log ${n(through)}${archived}, ${limit}`;
  const bound = era.before + era.archived + era.carried;
  if (era.archived > 0 && !(era.settled && through > bound))
    return {
      ...about,
      identity,
      ...noted("a part has left the log, and with it under which limit each unit was admitted"),
    };
  if (through <= bound)
    return {
      ...about,
      identity,
      ...noted(
        `the limit was lowered below the ${n(bound)} that were used already, and nothing was admitted after that`,
      ),
    };
  return {
    ...about,
    state: "FAILS",
    because: `${n(through - Math.max(era.limit, bound))} units more than this limit allowed (${n(era.before + era.archived)} were there when it came)`,
  };
}

/** A value that raises nothing is always taken; one that raises must fit. */
function valuesOf(era: ValueEra): Identity {
  const about = {
    name: "LIMIT" as const,
    window: named(era),
    identity: `since generation ${n(era.epoch)}: of ${n(era.values)} values up to ${n(era.highest)}, raised above limit ${n(era.limit)}: ${n(era.risen)}`,
  };
  if (era.risen > 0) return { ...about, ...holdsIf(false, "a value was taken that rose above the limit in force") };
  return era.highest > era.limit
    ? { ...about, ...noted("it stood above the limit when that came, and nothing has raised it since") }
    : { ...about, state: "HOLDS", because: null };
}

function keyIdentities(keys: KeyReading, log: LogReading): Identity[] {
  const sum = keys.events + keys.archivedEvents + keys.holds + keys.releases;
  const archived = keys.archivedEvents === 0 ? "" : ` + archived ${n(keys.archivedEvents)}`;
  const strays = keys.unmatched === 0 ? "" : `; not matched: ${keys.examples.join(", ")}`;
  return [
    {
      name: "KEYS",
      window: null,
      identity: `keys ${n(keys.keys)} = events ${n(keys.events)}${archived} + holds made ${n(keys.holds)} + releases ${n(keys.releases)}`,
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
    {
      name: "SETTLEMENTS",
      window: null,
      identity: `of ${n(keys.settled)} settled holds and the events that settle them, not matched: ${n(keys.unsettled)}`,
      ...holdsIf(keys.unsettled === 0, "a hold was settled without its event, or with other units than it says"),
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
