import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { inTransaction } from "@/lib/platform/db";
import type { Engine } from "./engine";
import { fencesOfOrganization } from "./fences";
import type { UsageEnvironment } from "./model";
import { prove, type Proof, type ProofScope } from "./prove";
import { renew } from "./rebuild";

/** A counter that was rebuilt. */
export interface Reconciled {
  readonly environment: UsageEnvironment;
  readonly meter: string;
}

/** Rebuilds the counters of an organization from the log. Safe at any time; repeating it rebuilds once more. */
export async function reconcile(
  engine: Engine,
  organizationId: string,
  scope: Pick<ProofScope, "environment" | "meter"> = {},
): Promise<Reconciled[]> {
  const fences = (await fencesOfOrganization(engine, organizationId)).filter(
    (f) =>
      (scope.environment === undefined || f.environment === scope.environment) &&
      (scope.meter === undefined || f.meter === scope.meter),
  );
  for (const fence of fences) await renew(engine, fence);
  return fences.map(({ environment, meter }) => ({ environment, meter }));
}

type Acting = Pick<Ctx, "actor" | "db" | "organization" | "quota" | "requestId">;

/** The same for somebody who answers for it: written into the organization's journal once it is done. */
export async function reconcileByHand(
  ctx: Acting,
  organizationId: string,
  scope: Pick<ProofScope, "environment" | "meter"> = {},
): Promise<Reconciled[]> {
  const rebuilt = await reconcile(ctx.quota.engine, organizationId, scope);
  await written(ctx, organizationId, "quota.reconciled", { rebuilt });
  return rebuilt;
}

/** A proof for somebody who answers for it: that it was asked for, and what it came to, is written into the journal. */
export async function proveByHand(ctx: Acting, organizationId: string, scope: ProofScope = {}): Promise<Proof[]> {
  const proofs = await prove(ctx.quota.engine, organizationId, scope);
  await written(ctx, organizationId, "quota.proved", {
    proofs: proofs.map(({ environment, meter, fence, holds, identities }) => ({
      environment,
      meter,
      epoch: fence.epoch,
      holds,
      failing: identities.filter((i) => i.state === "FAILS").map((i) => i.name),
    })),
  });
  return proofs;
}

const written = (ctx: Acting, organizationId: string, action: string, after: unknown): Promise<string> =>
  inTransaction(ctx.db, (tx) =>
    record(tx, ctx, action, {
      entity: { type: "organization", id: organizationId },
      organization: organizationId,
      after,
    }),
  );
