import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { playwrightTally, printedTally, vitestTally } from "./tally.mjs";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tally-"));
const file = path.join(folder, "report.json");
const report = (content: unknown): string => {
  fs.writeFileSync(file, JSON.stringify(content));
  return file;
};

afterEach(() => fs.rmSync(file, { force: true }));

describe("the last line never hides a failure", () => {
  it("counts a test file that could not be loaded", () => {
    const testResults = [
      { status: "passed", assertionResults: [{}] },
      { status: "failed", assertionResults: [] },
    ];
    const counts = { numPassedTests: 4, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 };
    expect(vitestTally(report({ ...counts, testResults }), 1)).toEqual({ passed: 4, failed: 1, skipped: 1 });
  });

  it("counts a runner that ended badly without a report", () => {
    expect(vitestTally(file, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(playwrightTally(file, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it("counts a browser test that needed a second try as failed", () => {
    const stats = { expected: 3, unexpected: 0, flaky: 1, skipped: 2 };
    expect(playwrightTally(report({ stats }), 0)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });

  it("takes the last sum that a runner of ours prints", () => {
    expect(printedTally("round 1: 2 passed, 0 failed\n5 passed, 1 failed, 2 skipped\n", 1)).toEqual({
      passed: 5,
      failed: 1,
      skipped: 2,
    });
  });

  it("does not believe a sum without failures from a runner that failed", () => {
    expect(printedTally("5 passed, 0 failed\n", 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  });
});
