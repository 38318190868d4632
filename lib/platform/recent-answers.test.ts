import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { recentAnswers } from "./recent-answers";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

/** A question whose answers wait until they are given. */
function slowly() {
  const open: ((answer: number) => void)[] = [];
  const ask = vi.fn(() => new Promise<number>((resolve) => open.push(resolve)));
  const answer = async (value: number): Promise<void> => {
    open.shift()?.(value);
    await Promise.resolve();
  };
  return { ask, answer };
}

describe("recent answers", () => {
  it("are asked for once while fresh, counted from the question and not from the answer", async () => {
    const recent = recentAnswers<number>({ freshMs: 1_000 });
    const { ask, answer } = slowly();
    const both = Promise.all([recent.get("k", ask), recent.get("k", ask)]);
    vi.advanceTimersByTime(900);
    await answer(1);
    expect(await both).toEqual([1, 1]);
    expect(ask).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    const late = recent.get("k", ask);
    expect(ask).toHaveBeenCalledTimes(2);
    await answer(2);
    expect(await late).toBe(2);
  });

  it("are renewed before they are too old, once, while the old one is still given", async () => {
    const recent = recentAnswers<number>({ freshMs: 1_000 });
    const { ask, answer } = slowly();
    const first = recent.get("k", ask);
    await answer(1);
    await first;
    vi.advanceTimersByTime(390);
    await recent.get("k", ask);
    expect(ask).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(420);
    expect(await Promise.all([recent.get("k", ask), recent.get("k", ask)])).toEqual([1, 1]);
    expect(ask).toHaveBeenCalledTimes(2);
    await answer(2);
    vi.advanceTimersByTime(300);
    expect(await recent.get("k", ask)).toBe(2);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it("that were asked for together are renewed one after the other", async () => {
    const recent = recentAnswers<number>({ freshMs: 1_000 });
    const moments = new Set<number>();
    const ask = () => {
      moments.add(performance.now());
      return Promise.resolve(1);
    };
    const questions = Array.from({ length: 50 }, (_, i) => `k${i}`);
    for (const question of questions) await recent.get(question, ask);
    moments.clear();
    for (let passed = 0; passed < 900; passed += 10) {
      vi.advanceTimersByTime(10);
      for (const question of questions) await recent.get(question, ask);
    }
    expect(moments.size).toBeGreaterThan(30);
  });

  it("keep the old one while asking anew fails, and not beyond its time", async () => {
    const recent = recentAnswers<number>({ freshMs: 1_000 });
    expect(await recent.get("k", () => Promise.resolve(1))).toBe(1);
    vi.advanceTimersByTime(850);
    const away = vi.fn(() => Promise.reject(new Error("away")));
    expect(await recent.get("k", away)).toBe(1);
    vi.advanceTimersByTime(150);
    await expect(recent.get("k", away)).rejects.toThrow("away");
    expect(away).toHaveBeenCalledTimes(2);
  });

  it("forget what was asked before they were told to", async () => {
    const recent = recentAnswers<number>({ freshMs: 1_000 });
    expect(await recent.get("k", () => Promise.resolve(1))).toBe(1);
    vi.advanceTimersByTime(850);
    const { ask, answer } = slowly();
    await recent.get("k", ask);
    recent.forget("k");
    await answer(2);
    expect(await recent.get("k", () => Promise.resolve(3))).toBe(3);
    expect(await recent.get("k", () => Promise.resolve(4))).toBe(3);
  });

  it("do not remember a failure", async () => {
    const recent = recentAnswers<number>();
    await expect(recent.get("k", () => Promise.reject(new Error("away")))).rejects.toThrow("away");
    expect(await recent.get("k", () => Promise.resolve(2))).toBe(2);
  });

  it("are bounded: the oldest leaves first", async () => {
    const recent = recentAnswers<string>({ max: 2 });
    const ask = vi.fn((text: string) => Promise.resolve(text));
    for (const question of ["a", "b", "c", "c", "a"]) await recent.get(question, () => ask(question));
    expect(ask.mock.calls.map(([question]) => question)).toEqual(["a", "b", "c", "a"]);
  });
});
