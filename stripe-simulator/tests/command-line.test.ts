import { describe, expect, it } from "vitest";
import { readOptions, USAGE } from "../command-line";

describe("the command line", () => {
  it("gives every flag that it explains", () => {
    expect(readOptions(["--help"])).toBeNull();
    const explained = [...USAGE.matchAll(/^ {2}--([a-z-]+)/gm)].map((match) => match[1]);
    expect(explained.length).toBeGreaterThan(10);
    for (const flag of explained) {
      if (flag === "help") continue;
      const value = VALUES[flag ?? ""] ?? "http://shop.test";
      expect(() => readOptions([`--${flag}`, value]), flag).not.toThrow();
    }
  });

  it("reads what it is told", () => {
    expect(
      readOptions(["--port", "0", "--retry-scale", "0.5", "--payment-retries", "1,2", "--after-retries", "unpaid"]),
    ).toMatchObject({ port: 0, deliveryRetryScale: 0.5, retries: { days: [1, 2], then: "unpaid" } });
    expect(readOptions([])).toMatchObject({
      port: 3002,
      host: "127.0.0.1",
      retries: { days: [3, 5, 7], then: "cancel" },
    });
  });

  it.each([
    [["--port", "70000"], "is not a port"],
    [["--start-at", "soon"], "is not a date"],
    [["--retry-scale", "7"], "between 0 and 1"],
    [["--payment-retries", "0"], "whole days"],
    [["--after-retries", "explode"], "cancel, unpaid or past_due"],
    [["--unknown"], "--unknown"],
  ])("refuses %j", (args, words) => {
    expect(() => readOptions(args)).toThrow(words);
  });
});

const VALUES: Record<string, string> = {
  port: "3002",
  host: "127.0.0.1",
  key: "sk_test_x",
  "retry-scale": "1",
  "start-at": "2027-01-01T00:00:00Z",
  "payment-retries": "3",
  "after-retries": "cancel",
};
