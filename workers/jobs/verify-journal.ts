import type { Ctx } from "@/lib/context";
import { verifyJournal, verifySeals } from "@/lib/journal";

/** Every chain once a day. What is broken is an alarm in the log; the console shows it until it has been looked into. */
export async function verifyJournalJob(ctx: Ctx): Promise<string> {
  let sound = 0;
  let broken = 0;
  for await (const { chain, state } of verifyJournal(ctx)) {
    if (state.sound) sound += 1;
    else {
      broken += 1;
      const { firstBroken, because, entryId } = state;
      ctx.log.error({ chain, position: firstBroken.toString(), because, entryId }, "a chain of the journal is broken");
    }
  }
  const file = ctx.env.AUDIT_HEADS_FILE;
  const seals = file === undefined ? null : await verifySeals(ctx, file);
  if (seals && !seals.sound)
    ctx.log.error({ line: seals.line, because: seals.because }, "the heads of the journal contradict their file");
  const heads = seals && !seals.sound ? "; their file contradicts it" : "";
  return `${sound} chains sound, ${broken} broken${heads}`;
}
