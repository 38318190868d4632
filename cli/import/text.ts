import fs from "node:fs";
import { Stop } from "../stop";

/**
 * A file as text, piece by piece, however large it is; `-` is the standard input. Ends with a refusal when it cannot be
 * read, or is not UTF-8: a letter that was replaced silently would be another event.
 */
export async function* textOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const bytes = file === "-" ? process.stdin : fs.createReadStream(file);
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new Stop(`${file} is not UTF-8 text.`);
    throw new Stop(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
