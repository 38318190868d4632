import { MAX_RECORD, tooLong, type Located } from "./located";

/** The lines of a text that comes in pieces, without blank ones. Holds one line at a time. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Located<string>> {
  let line = 1;
  let pending = "";
  let overlong = false;
  const ended = (): Located<string> | null => {
    const located = overlong ? { line, fault: tooLong } : pending.trim() === "" ? null : { line, value: pending };
    line += 1;
    pending = "";
    overlong = false;
    return located;
  };
  const take = (text: string): void => {
    if (!overlong) pending += text;
    if (pending.length <= MAX_RECORD) return;
    overlong = true;
    pending = "";
  };
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n", from)) {
      take(piece.slice(from, end));
      from = end + 1;
      const located = ended();
      if (located) yield located;
    }
    take(piece.slice(from));
  }
  const last = ended();
  if (last) yield last;
}
