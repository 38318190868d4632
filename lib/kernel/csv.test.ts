import { describe, expect, it } from "vitest";
import { csvLine } from "./csv";

describe("a line of a CSV file", () => {
  it("quotes what would end a cell or a line", () =>
    expect(csvLine(["a,b", 'say "no"', "two\nlines", null, 7])).toBe('"a,b","say ""no""","two\nlines",,7\r\n'));

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])(
    "makes a text of %j, which a spreadsheet would compute",
    (text) => expect(csvLine([text]).replace(/^"/, "")).toMatch(/^'/),
  );

  it("leaves a number that is below zero a number", () => expect(csvLine([-3])).toBe("-3\r\n"));
});
