import { monotonic } from "@/lib/platform/clock";
import type { LookUp } from "./commit";
import type { Verdict } from "./counter";
import type { Engine, Fence } from "./engine";
import { fallBehind, type Item, type Outcome, type Progress } from "./model";
import { generationRefused, inFlight, meterNotInPlan, noRoom, tryAgain } from "./rules/refusals";
import { refused, replay } from "./slow-path";

/** An item that shall not go through, as Redis has it; null: as was known before anybody was asked. */
export interface Refused {
  readonly item: Item;
  readonly verdict: Exclude<Verdict, { kind: "OK" | "KNOWN" }> | null;
}

/**
 * Asks Postgres before refusals become final: a key may be a row that Redis has forgotten, and the generation may be
 * behind, in which case nothing is decided. Throws when Postgres cannot be asked.
 */
export async function confirmRefusals(
  engine: Engine,
  fence: Fence,
  list: readonly Refused[],
  progress: Progress,
): Promise<void> {
  const rows = await engine.confirmReads.pushAll(list.map(({ item }) => ({ fence, key: item.key })));
  let failure: Error | null = null;
  list.forEach((refusal, i) => {
    const row = rows[i] as LookUp | Error;
    if (row instanceof Error) {
      failure = row;
      return;
    }
    const outcome = confirmed(fence, refusal, row);
    if (outcome) progress.outcomes.set(refusal.item, outcome);
    else fallBehind(progress, refusal.verdict?.generation ?? 0);
  });
  if (failure) throw failure as Error;
}

/** The final word on one refusal; null: its generation is behind. */
function confirmed(fence: Fence, { item, verdict }: Refused, row: LookUp): Outcome | null {
  if (row.fingerprint !== null) return replay(item, row.fingerprint, row.result);
  if (verdict === null) return refused(item.refuse ?? tryAgain());
  if (verdict.kind === "WAIT" || verdict.kind === "BAD") return refused(tryAgain());
  if (verdict.kind === "INFLIGHT") return refused(inFlight());
  if (row.epoch !== verdict.generation || !row.valid) return null;
  fence.verified = { generation: verdict.generation, at: monotonic() };
  switch (verdict.kind) {
    case "NOPLAN":
      return refused(meterNotInPlan(fence.meter));
    case "REFUSED":
      return refused(generationRefused(verdict.code, fence.meter, null));
    case "DENY":
      return refused(noRoom(fence.meter, verdict, item.reserve));
    default:
      return refused(tryAgain());
  }
}
