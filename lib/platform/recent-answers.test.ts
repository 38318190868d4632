import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { recentAnswers } from "./recent-answers";

describe("recent answers", () => {
  it("are asked for once while fresh, counted from the question and not from the answer", async () => {
    const recent = recentAnswers<number>({ freshMs: 60 });
    const ask = vi.fn(async () => {
      await sleep(40);
      return 1;
    });
    await Promise.all([recent.get("k", ask), recent.get("k", ask)]);
    expect(ask).toHaveBeenCalledTimes(1);
    await sleep(30);
    await recent.get("k", ask);
    expect(ask).toHaveBeenCalledTimes(2);
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
