"use server";

import { revalidatePath } from "next/cache";
import type { CheckAnswer } from "@/components/screens/audit/model";
import { verifyJournal } from "@/lib/journal";
import { checkAnswer } from "../../../../audit-model";
import { requirePortalAction, visitorContext } from "../../../../portal-session";

/** Recomputes the organization's chain. It reads, and keeps when it looked. */
export async function checkChainAction(org: string): Promise<CheckAnswer> {
  return checkAnswer(
    async () => {
      const { ctx } = await requirePortalAction(org, "audit:read");
      let words = "The chain is broken.";
      for await (const { state } of verifyJournal(ctx, { only: ctx.organization }))
        if (state.sound) words = `${state.entries} entries, each as it was written.`;
      revalidatePath(`/orgs/${org}/audit`);
      return words;
    },
    async (error) => {
      const ctx = await visitorContext();
      ctx.log.error({ err: error, requestId: ctx.requestId }, "a chain of the journal could not be checked");
      return `Something went wrong on our side (${ctx.requestId}). Checking again does no harm.`;
    },
  );
}
