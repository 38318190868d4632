import { passedThresholds } from "@/lib/kernel/quantity";
import type { Instant } from "@/lib/kernel/time";
import type { FenceName, WindowKind } from "./model";

/** Committed use of one allowance, as a counter or a generation shows it. */
export interface Level {
  readonly kind: WindowKind;
  readonly start: Instant;
  readonly committed: number;
  readonly allowance: number | null;
}

/** Remembers where allowances stood, and which fences somebody should look at because a threshold may have been passed. */
export interface Levels {
  /** Marks the fence when another set of thresholds is passed than at the last note. */
  note(fence: FenceName, levels: readonly Level[]): void;
  /** Marks the fence when any threshold is passed: for levels that also count what is not committed yet. */
  mark(fence: FenceName, levels: readonly Level[]): void;
  /** Gives the marked fences, and forgets the marks. */
  take(): FenceName[];
  /** Gives back marks that nothing came of, so that they are taken again. */
  giveBack(fences: readonly FenceName[]): void;
}

const REMEMBERED = 50_000;

export function createLevels(): Levels {
  const noted = new Map<number, string>();
  const marked = new Map<number, FenceName>();
  return {
    note(fence, levels) {
      const passed = passedText(levels);
      if (passed === (noted.get(fence.id) ?? "")) return;
      if (noted.size >= REMEMBERED) noted.clear();
      noted.set(fence.id, passed);
      if (passed !== "") marked.set(fence.id, fence);
    },
    mark(fence, levels) {
      if (passedText(levels) !== "") marked.set(fence.id, fence);
    },
    take() {
      const fences = [...marked.values()];
      marked.clear();
      return fences;
    },
    giveBack(fences) {
      for (const fence of fences) marked.set(fence.id, fence);
    },
  };
}

/** Which thresholds are passed in which window; empty where none is. */
const passedText = (levels: readonly Level[]): string =>
  levels
    .flatMap(({ kind, start, committed, allowance }) => {
      const highest = allowance === null ? undefined : passedThresholds(Math.max(0, committed), allowance).at(-1);
      return highest === undefined ? [] : [`${kind} ${start} ${highest}`];
    })
    .sort()
    .join(", ");
