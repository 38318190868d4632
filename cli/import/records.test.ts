import { describe, expect, it } from "vitest";
import { rowsOf } from "./csv";
import { linesOf } from "./lines";
import { MAX_RECORD, type Located } from "./located";
import { MAX_IN_FLIGHT, runImport } from "./run-import";

/** A text in pieces of a given length, as a stream may cut it anywhere. */
async function* pieces(text: string, length = text.length || 1): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield await Promise.resolve(text.slice(at, at + length));
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

describe("the rows of a CSV text", () => {
  const TEXT = 'a,b\r\n"1, ""x""\r\ny",2\r\n\r\n,\n"z"\r\n';
  const ROWS = [
    { line: 1, value: ["a", "b"] },
    { line: 2, value: ['1, "x"\r\ny', "2"] },
    { line: 5, value: ["", ""] },
    { line: 6, value: ["z"] },
  ];

  it("are the same wherever the text is cut", async () => {
    for (let length = 1; length <= TEXT.length; length++) expect(await all(rowsOf(pieces(TEXT, length)))).toEqual(ROWS);
  });

  it("go on behind a row that cannot be read", async () => {
    const found = await all(rowsOf(pieces('a"b,c\nd,"e"f\ng,h\n"open')));
    expect(found.map((row) => [row.line, row.fault === undefined])).toEqual([
      [1, false],
      [2, false],
      [3, true],
      [4, false],
    ]);
  });

  it("do not fill the memory when a quote is never closed", async () => {
    const found = await all(rowsOf(pieces(`"${"x".repeat(MAX_RECORD + 10)}\na,b\n`)));
    expect(found.map((row) => [row.line, row.value ?? null])).toEqual([
      [1, null],
      [2, ["a", "b"]],
    ]);
  });
});

describe("the lines of a text", () => {
  it("keep their numbers, without blank and overlong ones, wherever the text is cut", async () => {
    const text = `one\n\n${"x".repeat(MAX_RECORD + 1)}\nfour`;
    for (const length of [7, 1_000, text.length]) {
      const found = await all(linesOf(pieces(text, length)));
      expect(found.map((one) => [one.line, one.value ?? null])).toEqual([
        [1, "one"],
        [3, null],
        [4, "four"],
      ]);
    }
  });
});

describe("an import", () => {
  async function* numbers(count: number): AsyncGenerator<Located<number>> {
    for (let line = 1; line <= count; line++) yield await Promise.resolve({ line, value: line });
  }

  it("has a bounded number of events under way, and keeps the first faults", async () => {
    let under = 0;
    let most = 0;
    const { counts, cause } = await runImport(
      numbers(1_000),
      async (n) => {
        most = Math.max(most, ++under);
        await new Promise((resolve) => setTimeout(resolve, n % 3));
        under--;
        return n % 2 === 0 ? { kind: "admitted" } : { kind: "refused", code: "LIMIT_EXCEEDED", message: `${n}` };
      },
      () => undefined,
    );
    expect(cause).toBeNull();
    expect(counts).toMatchObject({ events: 1_000, admitted: 500, refused: 500 });
    expect(counts.faults.map((fault) => fault.line)).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    expect(most).toBe(MAX_IN_FLIGHT);
  });

  it("begins nothing more once it cannot go on, and tells what was done and why it ended", async () => {
    const gone = new Error("gone");
    const { counts, cause } = await runImport(
      numbers(10_000),
      (n) => (n === 500 ? Promise.reject(gone) : Promise.resolve({ kind: "admitted" as const })),
      () => undefined,
    );
    expect(cause).toBe(gone);
    expect(counts.events).toBeLessThan(1_000);
  });
});
