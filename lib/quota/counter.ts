import type { Instant } from "@/lib/kernel/time";
import type { Reply } from "@/lib/platform/redis";
import type { EngineParts } from "./engine";
import type { Level } from "./levels";
import { INSTALL, LOOK, REMOVE } from "./lua/generation";
import { RESERVE } from "./lua/reserve";
import { SETTLE } from "./lua/settle";
import type { FenceName, Generation, GenerationRefusal, Item, Position, SpendTerms, WindowKind } from "./model";

/** The counters in Redis: every key, every script call and the meaning of every answer. */

export type Verdict =
  | { readonly kind: "REBUILD"; readonly generation: number }
  | {
      readonly kind: "OK";
      readonly generation: number;
      readonly reservation: number;
      readonly countedAt: Instant;
      readonly position: Position | null;
    }
  | { readonly kind: "KNOWN"; readonly generation: number; readonly fingerprint: string; readonly body: string }
  | { readonly kind: "REFUSED"; readonly generation: number; readonly code: GenerationRefusal }
  | {
      readonly kind: "DENY";
      readonly generation: number;
      readonly window: WindowKind;
      readonly current: number;
      readonly held: number;
      readonly limit: number;
      readonly resetsAt: Instant;
      /** The allowance, and the spend limit that makes `limit` a ceiling beyond it; null where the allowance is the wall. */
      readonly beyond: { readonly allowance: number; readonly spend: SpendTerms } | null;
    }
  | { readonly kind: "WAIT" | "INFLIGHT" | "BAD" | "NOPLAN"; readonly generation: number };

export interface Settlement {
  readonly item: Item;
  readonly generation: number;
  readonly reservation: number;
  readonly confirm: boolean;
  /** The answer to remember under the key, if it is known. */
  readonly remember: { readonly fingerprint: string; readonly body: string } | null;
}

const keysOf = (f: FenceName): [string, string] => {
  const generation = `q:{${f.organizationId}}:${f.id}`;
  return [generation, `${generation}:p`];
};
const answerKey = (item: Item): string => `q:{${item.fence.organizationId}}:${item.fence.environment}:k:${item.key}`;
const text = (reply: Reply | undefined): string => (reply === null || reply === undefined ? "" : String(reply));

/** What only some requests say, as one argument: each one costs both sides as much as the number that it carries. */
function circumstances({ kind, occurredAt, hold }: Item): string {
  if (occurredAt === null && hold === null && kind !== "hold") return "";
  return `${occurredAt ?? ""}|${kind === "hold" ? 1 : 0}|${hold?.units ?? 0}|${hold?.countedAt ?? 0}`;
}

/** Asks for room. `token` is of this connection: a generation with another one is not believed. */
export async function reserve(
  engine: EngineParts,
  fence: FenceName,
  items: readonly Item[],
  token: string,
): Promise<Verdict[]> {
  const args: (string | number)[] = [token, engine.clock.now()];
  for (const item of items) {
    args.push(item.key, item.fingerprint, item.reserve, circumstances(item));
  }
  const reply = (await engine.redis.run(
    RESERVE,
    [...keysOf(fence), ...items.map(answerKey)],
    args,
  )) as readonly Reply[];
  const generation = Number(reply[1]);
  if (reply[0] === "REBUILD") return items.map(() => ({ kind: "REBUILD", generation }));
  return items.map((_, j) => verdictOf(generation, reply[2 + j] as readonly Reply[]));
}

function verdictOf(generation: number, reply: readonly Reply[]): Verdict {
  const [kind, first, second, third, fourth, fifth, allowance, terms] = reply;
  switch (kind) {
    case "OK":
      return {
        kind,
        generation,
        reservation: Number(first),
        countedAt: Number(second),
        position: positionOf(reply),
      };
    case "KNOWN": {
      const answer = text(first);
      const end = answer.indexOf("\n");
      return { kind, generation, fingerprint: answer.slice(0, end), body: answer.slice(end + 1) };
    }
    case "REFUSED":
      return { kind, generation, code: text(first) as GenerationRefusal };
    case "DENY":
      return {
        kind,
        generation,
        window: text(first) as WindowKind,
        current: Number(second),
        held: Number(third),
        limit: Number(fourth),
        resetsAt: Number(fifth),
        beyond: terms ? { allowance: Number(allowance), spend: JSON.parse(text(terms)) as SpendTerms } : null,
      };
    case "WAIT":
    case "INFLIGHT":
    case "BAD":
    case "NOPLAN":
      return { kind, generation };
    default:
      return { kind: "REBUILD", generation };
  }
}

const positionOf = ([, , , window, used, limit, resetsAt]: readonly Reply[]): Position | null =>
  window
    ? { window: text(window) as WindowKind, used: Number(used), limit: Number(limit), resetsAt: Number(resetsAt) }
    : null;

/** Confirms or gives back. Only the reservation that is named is touched, and only in its own generation. */
export async function settle(
  engine: EngineParts,
  fence: FenceName,
  settlements: readonly Settlement[],
): Promise<number[]> {
  const byGeneration = new Map<number, Settlement[]>();
  for (const s of settlements) {
    const list = byGeneration.get(s.generation);
    if (list) list.push(s);
    else byGeneration.set(s.generation, [s]);
  }
  for (const [generation, list] of byGeneration) {
    const args: (string | number)[] = [generation];
    for (const { item, reservation, confirm, remember } of list) {
      args.push(
        item.key,
        reservation,
        confirm ? "1" : "0",
        remember ? `${remember.fingerprint}\n${remember.body}` : "",
        confirm && item.kind === "hold" ? (item.holdExpiresAt ?? "") : "",
      );
    }
    await engine.redis.run(SETTLE, [...keysOf(fence), ...list.map((s) => answerKey(s.item))], args);
  }
  return settlements.map((s) => s.generation);
}

/** Installs a committed generation, once. A failure is no harm: what is missing is rebuilt. */
export async function install(engine: EngineParts, fence: FenceName, g: Generation): Promise<void> {
  const token = engine.redis.token(fence.organizationId);
  if (token === null) return;
  const fields: (string | number)[] = [
    "from",
    g.now,
    "until",
    g.validUntil,
    "seq",
    0,
    "kinds",
    g.kinds,
    "n",
    g.windows.length,
    "hx",
    g.firstHoldExpiry ?? "",
    "r",
    g.refusal ?? "",
  ];
  g.windows.forEach((w, i) => {
    const at = `${i + 1}:`;
    fields.push(
      `${at}s`,
      w.start,
      `${at}e`,
      w.end,
      `${at}l`,
      w.limit ?? "",
      `${at}a`,
      w.allowance ?? "",
      `${at}u`,
      w.used,
      `${at}p`,
      0,
      `${at}h`,
      w.held,
      `${at}k`,
      w.kind,
      `${at}x`,
      w.spend ? JSON.stringify(w.spend) : "",
    );
  });
  await engine.redis.run(INSTALL, keysOf(fence), [g.epoch, token, ...fields]);
}

/** Removes the generation in Redis, so that nobody reserves from it any more. */
export async function remove(engine: EngineParts, fence: FenceName): Promise<void> {
  await engine.redis.run(REMOVE, keysOf(fence), []);
}

/** Number and token of the generation in Redis; 0 when there is none. */
export async function present(
  engine: EngineParts,
  fence: FenceName,
): Promise<{ generation: number; token: string | null }> {
  const [generation, token] = await engine.redis.hashFields(keysOf(fence)[0], "gen", "tok");
  return { generation: Number(generation ?? 0), token: token ?? null };
}

const LOOK_HEAD = 3;
const LOOK_WINDOW = 6;

/** What the sweeper sees of a fence at one moment. */
export interface Look {
  readonly generation: number;
  readonly token: string;
  /** Reservations that are older than they should be. */
  readonly old: number;
  readonly levels: readonly (Level & { readonly pending: number })[];
}

/** For the sweeper: what is there, how many reservations are older than they should be, where the allowances stand. */
export async function look(engine: EngineParts, fence: FenceName, staleMs: number): Promise<Look> {
  const reply = (await engine.redis.run(LOOK, keysOf(fence), [staleMs])) as readonly Reply[];
  const windows = Math.floor((reply.length - LOOK_HEAD) / LOOK_WINDOW);
  return {
    generation: Number(reply[0]),
    token: text(reply[1]),
    old: Number(reply[2]),
    levels: Array.from({ length: windows }, (_, i) => {
      const [kind, start, used, pending, held, allowance] = reply.slice(LOOK_HEAD + i * LOOK_WINDOW);
      return {
        kind: text(kind) as WindowKind,
        start: Number(start),
        committed: Number(used) - Number(pending) - Number(held),
        allowance: Number(allowance),
        pending: Number(pending),
      };
    }),
  };
}

/** Whether reservations are in flight. */
export async function hasReservations(engine: EngineParts, fence: FenceName): Promise<boolean> {
  return (await engine.redis.hashSize(keysOf(fence)[1])) > 0;
}

export interface CounterView {
  readonly generation: number;
  readonly token: string;
  /** How many reservations this generation has given out so far. */
  readonly reservations: number;
  readonly validUntil: Instant;
  readonly kinds: number;
  readonly refusal: GenerationRefusal | null;
  readonly windows: readonly {
    kind: WindowKind;
    start: Instant;
    end: Instant;
    limit: number | null;
    allowance: number | null;
    spend: SpendTerms | null;
    used: number;
    pending: number;
    held: number;
  }[];
}

/** The generation as it lies in Redis, or null. */
export async function view(engine: EngineParts, fence: FenceName): Promise<CounterView | null> {
  const g = await engine.redis.hash(keysOf(fence)[0]);
  if (!g.gen) return null;
  const finite = (value: string | undefined): number | null =>
    value === undefined || value === "" ? null : Number(value);
  return {
    generation: Number(g.gen),
    token: g.tok ?? "",
    reservations: Number(g.seq),
    validUntil: Number(g.until),
    kinds: Number(g.kinds),
    refusal: (g.r || null) as GenerationRefusal | null,
    windows: Array.from({ length: Number(g.n) }, (_, i) => {
      const at = `${i + 1}:`;
      return {
        kind: g[`${at}k`] as WindowKind,
        start: Number(g[`${at}s`]),
        end: Number(g[`${at}e`]),
        limit: finite(g[`${at}l`]),
        allowance: finite(g[`${at}a`]),
        spend: g[`${at}x`] ? (JSON.parse(g[`${at}x`] ?? "") as SpendTerms) : null,
        used: Number(g[`${at}u`]),
        pending: Number(g[`${at}p`]),
        held: Number(g[`${at}h`]),
      };
    }),
  };
}
