import { describe, expect, it } from "vitest";
import { inShort, isAlarming } from "./children.mjs";

describe("what of the logs reaches the terminal", () => {
  it("warnings and errors do, in words or in numbers", () => {
    expect(isAlarming('{"level":40,"msg":"slow"}')).toBe(true);
    expect(isAlarming('{"level":"error","msg":"lost"}')).toBe(true);
    expect(isAlarming(" ⨯ TypeError: x is not a function")).toBe(true);
    expect(isAlarming("Error: connect ECONNREFUSED")).toBe(true);
  });

  it("everyday lines do not", () => {
    expect(isAlarming('{"level":30,"msg":"an error page was asked for"}')).toBe(false);
    expect(isAlarming('{"level":"info","msg":"ready"}')).toBe(false);
    expect(isAlarming(" ✓ Ready in 120ms")).toBe(false);
  });

  it("a JSON line is told in few words", () => {
    expect(inShort('{"level":50,"job":"outbox","msg":"delivery failed","err":{"message":"timed out"}}')).toBe(
      "outbox: delivery failed: timed out",
    );
    expect(inShort("plain words")).toBe("plain words");
  });
});
