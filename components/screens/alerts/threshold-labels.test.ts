import { describe, expect, it } from "vitest";
import { labelled } from "./threshold-labels";

describe("labels of thresholds under a meter", () => {
  it.each([
    [92, 5, [100, 90, 75, 50]],
    [92, 13, [100, 75, 50]],
    [58, 13, [100, 75, 50]],
    [20, 5, [100, 75, 50]],
    [8, 13, [100]],
  ])("with the wall at %i %% and %i %% between them", (wallAt, gap, kept) => {
    expect([...labelled([50, 75, 90, 100], wallAt, gap)]).toEqual(kept);
  });

  it("are those that are told of", () => {
    expect([...labelled([75], 8, 13)]).toEqual([75]);
    expect([...labelled([], 92, 5)]).toEqual([]);
  });
});
