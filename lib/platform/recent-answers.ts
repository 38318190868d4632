import { monotonic } from "./clock";

/** A revocation is felt within this time, everywhere: no answer is used longer than this after it was asked for. */
export const FRESH_MS = 1_000;
const MAX_KEPT = 10_000;

interface Kept<T> {
  /** When the question was put, not when it was answered: a row may change while it travels. */
  readonly askedAt: number;
  readonly renewAt: number;
  readonly answer: Promise<T>;
  renewing: boolean;
}

/**
 * Answers of the last second by question; whoever asks the same meanwhile shares the one answer. Bounded, oldest out first.
 * A question that is asked all the time is put anew before its answer is too old, and nobody waits for it. Each at an age
 * of its own: what was asked first at the same moment would else be asked again together, and hold up everybody once a second.
 */
export interface RecentAnswers<T> {
  get(question: string, ask: () => Promise<T>): Promise<T>;
  forget(question: string): void;
}

/** Shares of its time at which an answer may be renewed: late enough to save questions, early enough to be back in time. */
const RENEWED_FROM = 0.4;
const RENEWED_TO = 0.8;
/** Multiples of it, without their whole part, lie evenly however many there are. */
const GOLDEN_RATIO = 0.618_033_988_75;

export function recentAnswers<T>(options: { freshMs?: number; max?: number } = {}): RecentAnswers<T> {
  const { freshMs = FRESH_MS, max = MAX_KEPT } = options;
  const kept = new Map<string, Kept<T>>();
  let spread = 0;

  const put = (ask: () => Promise<T>, now: number): Kept<T> => {
    spread = (spread + GOLDEN_RATIO) % 1;
    const renewAt = now + freshMs * (RENEWED_FROM + (RENEWED_TO - RENEWED_FROM) * spread);
    return { askedAt: now, renewAt, answer: ask(), renewing: false };
  };
  const keep = (question: string, entry: Kept<T>): void => {
    kept.delete(question);
    kept.set(question, entry);
    if (kept.size <= max) return;
    const oldest = kept.keys().next();
    if (!oldest.done) kept.delete(oldest.value);
  };
  const renew = (question: string, found: Kept<T>, ask: () => Promise<T>, now: number): void => {
    found.renewing = true;
    const entry = put(ask, now);
    entry.answer.then(
      () => {
        // Else it was forgotten meanwhile, and this answer may be from before that.
        if (kept.get(question) === found) keep(question, entry);
      },
      // The old answer serves its time out; who comes after it asks, and hears what is wrong.
      () => undefined,
    );
  };

  return {
    get(question, ask) {
      const found = kept.get(question);
      const now = monotonic();
      if (found && now - found.askedAt < freshMs) {
        if (now >= found.renewAt && !found.renewing) renew(question, found, ask, now);
        return found.answer;
      }
      const entry = put(ask, now);
      keep(question, entry);
      // A question that failed was not answered: the next one asks again.
      entry.answer.catch(() => {
        if (kept.get(question) === entry) kept.delete(question);
      });
      return entry.answer;
    },
    forget: (question) => void kept.delete(question),
  };
}
