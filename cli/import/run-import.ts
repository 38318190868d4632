import type { Located } from "./located";

/** What became of one event. */
export type Fate =
  | { readonly kind: "admitted" | "replayed" }
  | { readonly kind: "refused" | "invalid"; readonly code: string; readonly message: string };

export interface LineFault {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** Counted so far. `faults` are those of the lowest lines, in their order. */
export interface ImportCounts {
  readonly events: number;
  readonly admitted: number;
  readonly replayed: number;
  readonly refused: number;
  readonly invalid: number;
  readonly faults: readonly LineFault[];
}

export interface ImportEnd {
  readonly counts: ImportCounts;
  /** Why it ended before its last line; null when it did not. */
  readonly cause: Error | null;
}

/** Events that are decided about at the same time. */
export const MAX_IN_FLIGHT = 200;
const MAX_FAULTS = 10;

/**
 * Takes events in the order of the file, up to 200 at once, and counts what became of them. An exception of `decide` or of
 * the file stops it: no further event is begun, those under way come to their end, and what was counted stands.
 */
export async function runImport<Value>(
  events: AsyncGenerator<Located<Value>>,
  decide: (value: Value) => Promise<Fate>,
  onProgress: (counts: ImportCounts) => void,
): Promise<ImportEnd> {
  const numbers = { admitted: 0, replayed: 0, refused: 0, invalid: 0 };
  let total = 0;
  let faults: readonly LineFault[] = [];
  const stopped: Error[] = [];
  const counts = (): ImportCounts => ({ events: total, ...numbers, faults });

  const count = (line: number, fate: Fate): void => {
    total += 1;
    numbers[fate.kind] += 1;
    if ("code" in fate) {
      const fault = { line, code: fate.code, message: fate.message };
      // Decisions come in any order; whoever repairs the file wants its first faults.
      faults = [...faults, fault].sort((a, b) => a.line - b.line).slice(0, MAX_FAULTS);
    }
    onProgress(counts());
  };
  const work = async (): Promise<void> => {
    while (stopped.length === 0) {
      const next = await events.next();
      if (next.done) return;
      const one = next.value;
      count(
        one.line,
        one.fault === undefined
          ? await decide(one.value)
          : { kind: "invalid", code: "VALIDATION_ERROR", message: one.fault },
      );
    }
  };
  const stop = (error: unknown): void =>
    void stopped.push(error instanceof Error ? error : new Error("the import was stopped", { cause: error }));
  await Promise.all(Array.from({ length: MAX_IN_FLIGHT }, () => work().catch(stop)));
  await events.return(undefined);
  return { counts: counts(), cause: stopped[0] ?? null };
}
