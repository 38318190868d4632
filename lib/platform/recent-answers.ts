import { monotonic } from "./clock";

/** A revocation is felt within this time, everywhere: no answer is used longer than this after it was asked for. */
export const FRESH_MS = 1_000;
const MAX_KEPT = 10_000;

interface Kept<T> {
  /** When the question was put, not when it was answered: a row may change while it travels. */
  readonly askedAt: number;
  readonly answer: Promise<T>;
}

/** Answers of the last second by question; whoever asks the same meanwhile shares the one answer. Bounded, oldest out first. */
export interface RecentAnswers<T> {
  get(question: string, ask: () => Promise<T>): Promise<T>;
  forget(question: string): void;
}

export function recentAnswers<T>(options: { freshMs?: number; max?: number } = {}): RecentAnswers<T> {
  const { freshMs = FRESH_MS, max = MAX_KEPT } = options;
  const kept = new Map<string, Kept<T>>();
  return {
    get(question, ask) {
      const found = kept.get(question);
      const now = monotonic();
      if (found && now - found.askedAt < freshMs) return found.answer;
      const entry: Kept<T> = { askedAt: now, answer: ask() };
      kept.delete(question);
      kept.set(question, entry);
      if (kept.size > max) {
        const oldest = kept.keys().next();
        if (!oldest.done) kept.delete(oldest.value);
      }
      // A question that failed was not answered: the next one asks again.
      entry.answer.catch(() => {
        if (kept.get(question) === entry) kept.delete(question);
      });
      return entry.answer;
    },
    forget: (question) => void kept.delete(question),
  };
}
