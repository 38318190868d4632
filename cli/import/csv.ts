import { MAX_RECORD, tooLong, type Located } from "./located";

type Row = Located<readonly string[]>;

/** Where the reading stands: at the beginning of a cell, in one, in quotes, behind a quote, or in a row that is given up. */
type Place = "begin" | "plain" | "quoted" | "after_quote" | "lost";

const STRAY_QUOTE = "A quote stands in the middle of a cell. Put the whole cell into quotes, and double those inside.";
const OPEN_QUOTE = "A cell begins with a quote that is never closed.";

/**
 * The rows of a CSV text that comes in pieces (RFC 4180: commas, cells in double quotes, which may hold line ends), each
 * with the line where it begins, without blank ones. A row that cannot be read is a fault, and the next line goes on.
 */
export async function* rowsOf(pieces: AsyncIterable<string>): AsyncGenerator<Row> {
  const reader = rowReader();
  for await (const piece of pieces) {
    for (const character of piece) {
      const row = reader.take(character);
      if (row) yield row;
    }
  }
  const last = reader.end();
  if (last) yield last;
}

function rowReader() {
  let place: Place = "begin";
  let line = 1;
  let begun = 1;
  let cells: string[] = [];
  let cell = "";
  let length = 0;
  let fault: string | null = null;

  const lose = (why: string): void => {
    fault = why;
    place = "lost";
  };
  const endCell = (): void => {
    cells.push(cell);
    cell = "";
    place = "begin";
  };
  const endRow = (): Row | null => {
    if (place === "plain" && cell.endsWith("\r")) cell = cell.slice(0, -1);
    endCell();
    const row: Row = fault === null ? { line: begun, value: cells } : { line: begun, fault };
    const blank = fault === null && cells.length === 1 && cells[0] === "";
    cells = [];
    length = 0;
    fault = null;
    begun = line;
    return blank ? null : row;
  };

  return {
    /** Takes one character; gives the row that it ends. */
    take(character: string): Row | null {
      if (character === "\n") line += 1;
      length += character.length;
      if (length > MAX_RECORD && place !== "lost") lose(place === "quoted" ? OPEN_QUOTE : tooLong);
      if (character === "\n" && place !== "quoted") return endRow();
      switch (place) {
        case "begin":
        case "plain":
          if (character === ",") endCell();
          else if (character === '"' && place === "begin") place = "quoted";
          else if (character === '"') lose(STRAY_QUOTE);
          else {
            cell += character;
            place = "plain";
          }
          return null;
        case "quoted":
          if (character === '"') place = "after_quote";
          else cell += character;
          return null;
        case "after_quote":
          if (character === ",") endCell();
          else if (character === '"') {
            cell += character;
            place = "quoted";
          } else if (character !== "\r") lose(STRAY_QUOTE);
          return null;
        case "lost":
          return null;
      }
    },
    /** The row that the text ends in, if it ends in one. */
    end(): Row | null {
      if (place === "quoted") lose(OPEN_QUOTE);
      return endRow();
    },
  };
}
