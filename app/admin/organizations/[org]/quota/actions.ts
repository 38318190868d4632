"use server";

import { revalidatePath } from "next/cache";
import type { ProveAnswer, ReconcileAnswer } from "@/components/screens/operator-quota/model";
import type { Permission } from "@/lib/access";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { proveByHand, reconcileByHand, type UsageEnvironment } from "@/lib/quota";
import { requireStaffAction, visitorContext } from "../../../../portal-session";
import { environmentOf, organizationOfAction, proofOnPanel } from "./panel-model";

/** A page waits for it, so it waits less than the command line for a moment without calls in flight. */
const PATIENCE_MS = 2_000;

/** Works out whether counter, log, keys and holds of a meter agree; staff may. The journal keeps what it came to. */
export async function proveAction(organization: string, environment: string, meter: string): Promise<ProveAnswer> {
  try {
    const about = await aboutMeter("operator:read", organization, environment, meter);
    const [proof] = await proveByHand(about.ctx, about.id, { ...about.scope, patienceMs: PATIENCE_MS });
    if (!proof) return { kind: "refused", message: "There is nothing to prove: this meter was never asked for." };
    return { kind: "proved", proof: proofOnPanel(proof) };
  } catch (error) {
    return { kind: "refused", message: await wordsFor(error) };
  }
}

/** Rebuilds the counter of a meter from the log; operators may. Doing it again does no harm. */
export async function reconcileAction(
  organization: string,
  environment: string,
  meter: string,
): Promise<ReconcileAnswer> {
  try {
    const about = await aboutMeter("operator:write", organization, environment, meter);
    await reconcileByHand(about.ctx, about.id, about.scope);
    revalidatePath(`/admin/organizations/${about.id}/quota`);
    return { kind: "rebuilt" };
  } catch (error) {
    return { kind: "refused", message: await wordsFor(error) };
  }
}

/** Who acts, and on what. Arguments come from outside: types say nothing about them until they are looked at. */
async function aboutMeter(
  permission: Permission,
  organization: unknown,
  environment: unknown,
  meter: unknown,
): Promise<{ ctx: Ctx; id: string; scope: { environment: UsageEnvironment; meter: string } }> {
  const { ctx } = await requireStaffAction(permission);
  const { id } = await organizationOfAction(ctx, organization);
  if (typeof meter !== "string") throw new AppError("VALIDATION_ERROR", "No meter was named. Open the page again.");
  return { ctx, id, scope: { environment: environmentOf(environment), meter } };
}

async function wordsFor(error: unknown): Promise<string> {
  if (error instanceof AppError) return error.message;
  const ctx = await visitorContext();
  ctx.log.error({ err: error, requestId: ctx.requestId }, "an action of the quota panel failed");
  return `Something went wrong on our side (${ctx.requestId}). Doing it again does no harm.`;
}
