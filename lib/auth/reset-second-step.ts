import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { inTransaction } from "@/lib/platform/db";
import { tellOfSecondStep } from "./second-step";
import { deleteSecondStep } from "./second-step-store";
import { endSessionsOf } from "./sessions";

/**
 * Takes the second step from somebody who has lost his app and his recovery codes: from now on the password alone signs him in,
 * and he may set up another. Whoever calls this has made sure of who asks. Signs him out everywhere, tells him by mail, and
 * stands with its reason in the deployment's journal. False, and nothing is changed or told, where none is in force.
 */
export const resetSecondStep = (
  ctx: Ctx,
  person: { readonly id: string; readonly email: string },
  reason: string,
): Promise<boolean> =>
  inTransaction(ctx.db, async (tx) => {
    if (!(await deleteSecondStep(tx, person.id))) return false;
    await endSessionsOf(tx, ctx, person.id, null);
    await tellOfSecondStep(tx, ctx, person.email, { on: false, byOperator: true });
    const entity = { type: "user", id: person.id } as const;
    await record(tx, ctx, "user.second_step_reset", { entity, organization: null, reason });
    return true;
  });
