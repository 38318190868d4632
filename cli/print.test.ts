import { describe, expect, it } from "vitest";
import { cellText, printerOn, tableLines } from "./print";

interface Row {
  readonly name: string;
  readonly used: number | null;
}

const ROWS: readonly Row[] = [
  { name: "Acme", used: 1_234_567 },
  { name: "Initech", used: null },
];

describe("a table", () => {
  it("aligns words to the left and numbers to the right, with thousands kept apart", () => {
    const lines = tableLines(ROWS, [
      ["name", (row) => row.name],
      ["used", (row) => row.used],
    ]);
    expect(lines).toEqual(["NAME          USED", "Acme     1,234,567", "Initech          –"]);
  });

  it("shows what is absent, and yes and no in words", () => {
    expect([cellText(null), cellText(""), cellText(true), cellText(0)]).toEqual(["–", "–", "yes", "0"]);
  });
});

describe("a printer", () => {
  const printed = (json: boolean, print: (printer: ReturnType<typeof printerOn>) => void): string => {
    let out = "";
    print(printerOn((text) => (out += text), json));
    return out;
  };

  it("prints one JSON document and no words beside it", () => {
    const out = printed(true, (print) => {
      print.say("looking …");
      print.list([{ amount: 4_900n }], [["amount", (row) => row.amount]], "Nothing.");
    });
    expect(JSON.parse(out)).toEqual([{ amount: "4900" }]);
  });

  it("says in words that a list is empty, and in JSON by an empty list", () => {
    expect(printed(false, (print) => print.list<Row>([], [["name", (row) => row.name]], "Nobody."))).toBe("Nobody.\n");
    expect(JSON.parse(printed(true, (print) => print.list<Row>([], [["name", (row) => row.name]], "Nobody.")))).toEqual(
      [],
    );
  });
});
