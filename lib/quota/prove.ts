import type { Instant } from "@/lib/kernel/time";
import type { Connection } from "@/lib/platform/pg";
import type { CounterView } from "./counter";
import type { Engine, Fence } from "./engine";
import { fencesOfOrganization } from "./fences";
import type { FenceName, UsageEnvironment } from "./model";
import { readFacts, readFence } from "./proof-readings";
import { identitiesOf } from "./rules/proof";
import type { CounterReading, Identity, RedisReading } from "./rules/proof-terms";
import { besideCounter, untilStill, type Beside } from "./watermark";

/** How long a proof waits for calls in flight by itself. A reservation whose owner died is swept away within this. */
const PATIENCE_MS = 4_000;

/** Whether counter, checkpoints, keys, holds and log of one meter say the same, at one moment. */
export interface Proof {
  readonly meter: string;
  readonly environment: UsageEnvironment;
  readonly fence: { readonly id: number; readonly epoch: number };
  /** Business time of the facts. */
  readonly at: Instant;
  /** How long it waited for calls in flight, and whether it came to a moment without any. */
  readonly waitedMs: number;
  readonly still: boolean;
  /** No identity fails. */
  readonly holds: boolean;
  readonly identities: readonly Identity[];
}

export interface ProofScope {
  readonly environment?: UsageEnvironment;
  readonly meter?: string;
  /** How long to wait, for each meter, for a moment without calls in flight. */
  readonly patienceMs?: number;
}

/**
 * Proves every meter of an organization that was ever metered, by id of its fence; none was: an empty list. Reads only,
 * holds no lock, and may be run at any time. All Postgres figures of a meter are of one snapshot; Redis is read around it.
 */
export async function prove(engine: Engine, organizationId: string, scope: ProofScope): Promise<Proof[]> {
  const fences = await fencesOfOrganization(engine, organizationId);
  const wanted = fences.filter(
    (f) =>
      (scope.environment === undefined || f.environment === scope.environment) &&
      (scope.meter === undefined || f.meter === scope.meter),
  );
  const proofs: Proof[] = [];
  for (const fence of wanted) proofs.push(await proveFence(engine, fence, scope.patienceMs ?? PATIENCE_MS));
  return proofs;
}

async function proveFence(engine: Engine, fence: Fence, patienceMs: number): Promise<Proof> {
  return engine.inspection.pinned(async (connection) => {
    const { look, waitedMs } = await untilStill(async () => {
      await beginSnapshot(connection);
      return besideCounter(engine, fence, () => readFence(connection, fence));
    }, patienceMs);
    const facts = await readFacts(connection, fence);
    await connection.query("rollback");
    return {
      meter: fence.meter,
      environment: fence.environment,
      fence: { id: fence.id, epoch: look.read.epoch },
      at: look.read.now,
      waitedMs,
      still: look.still,
      ...concluded(identitiesOf({ fence: look.read, ...facts }, redisReading(engine, fence, look))),
    };
  });
}

/** The snapshot is taken by the first statement after it. A transaction that is open already makes place for the new one. */
async function beginSnapshot(connection: Connection): Promise<void> {
  await connection.query("rollback");
  await connection.query("begin transaction isolation level repeatable read, read only");
}

const concluded = (identities: readonly Identity[]): Pick<Proof, "holds" | "identities"> => ({
  holds: identities.every((identity) => identity.state !== "FAILS"),
  identities,
});

function redisReading(engine: Engine, fence: FenceName, look: Beside<{ readonly epoch: number }>): RedisReading | null {
  const { counter, before } = look;
  if (counter === null) return null;
  const isCurrent = (g: CounterView | null): boolean =>
    g !== null && g.generation === look.read.epoch && g.token === engine.redis.token(fence.organizationId);
  return {
    generation: counter.generation,
    current: isCurrent(counter) && isCurrent(before),
    still: look.still,
    before: countersOf(before),
    after: countersOf(counter),
  };
}

const countersOf = (view: CounterView | null): CounterReading[] =>
  (view?.windows ?? []).map(({ kind, start, limit, used, pending, held }) => ({
    kind,
    start,
    limit,
    used,
    pending,
    held,
  }));
