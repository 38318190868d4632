"use server";

import { revalidatePath } from "next/cache";
import type { CheckAnswer } from "@/components/screens/audit/model";
import { journalStanding, verifyJournal } from "@/lib/journal";
import { monotonic } from "@/lib/platform/clock";
import { checkAnswer } from "../../audit-model";
import { requireStaffAction, visitorContext } from "../../portal-session";

/** A page waits for it. What it does not get through, the next check begins with. */
const PATIENCE_MS = 15_000;

/** Recomputes chains, the ones first whose last check lies furthest back, as many as a page waits for. */
export async function checkChainsAction(): Promise<CheckAnswer> {
  return checkAnswer(
    async () => {
      const { ctx } = await requireStaffAction("operator:read");
      const endsAt = monotonic() + PATIENCE_MS;
      let checked = 0;
      let broken = 0;
      for await (const { state } of verifyJournal(ctx)) {
        checked += 1;
        if (!state.sound) broken += 1;
        if (monotonic() > endsAt) break;
      }
      revalidatePath("/admin/audit");
      const { chains } = await journalStanding(ctx);
      const rest = checked < chains ? ` Press again for the other ${chains - checked}, or run weir audit verify.` : "";
      return `${checked} chains checked, ${broken === 0 ? "none" : broken} broken.${rest}`;
    },
    async (error) => {
      const ctx = await visitorContext();
      ctx.log.error({ err: error, requestId: ctx.requestId }, "the journal could not be checked");
      return `Something went wrong on our side (${ctx.requestId}). Checking again does no harm.`;
    },
  );
}
