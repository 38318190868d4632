import { AppError } from "@/lib/kernel/errors";

const MAX_DEPTH = 32;

const malformed = (detail: string): AppError => new AppError("MALFORMED", detail);

/**
 * Parses JSON and refuses what JSON.parse lets through and people trip over: the same key twice in one object, `__proto__`
 * as a key, U+0000 and half surrogate pairs in a text, nesting deeper than 32. Numbers keep JavaScript's meaning; schemas
 * judge them.
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed("The body is not JSON. Check quotes, commas and brackets.");
  }
  scan(text);
  return value;
}

/** Walks a text that is known to be JSON. Only the places where a string can stand are looked at closely. */
function scan(text: string): void {
  // One set of keys for each open object, null for each open array.
  const open: (Set<string> | null)[] = [];
  let expectKey = false;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x7b: // {
        open.push(new Set());
        expectKey = true;
        break;
      case 0x5b: // [
        open.push(null);
        expectKey = false;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        open.pop();
        expectKey = false;
        break;
      case 0x2c: // ,
        expectKey = open.at(-1) instanceof Set;
        break;
      case 0x22: {
        const end = endOfString(text, i);
        const content = decoded(text, i, end);
        if (expectKey) {
          takeKey(open.at(-1), content);
          expectKey = false;
        }
        i = end;
        break;
      }
      default:
    }
    if (open.length > MAX_DEPTH) throw malformed(`The body is nested deeper than ${MAX_DEPTH} levels.`);
  }
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (text.charCodeAt(i) !== 0x22) i += text.charCodeAt(i) === 0x5c ? 2 : 1;
  return i;
}

function decoded(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end);
  const content = raw.includes("\\") ? (JSON.parse(text.slice(start, end + 1)) as string) : raw;
  if (content.includes("\u0000")) throw malformed("The body holds the character U+0000, which no text may contain.");
  if (!content.isWellFormed()) throw malformed("The body holds half of a surrogate pair, which is not a character.");
  return content;
}

function takeKey(keys: Set<string> | null | undefined, key: string): void {
  if (key === "__proto__") throw malformed("The key __proto__ is not allowed.");
  if (!keys) return;
  if (keys.has(key)) throw malformed(`The key "${key.slice(0, 100)}" stands twice in one object.`);
  keys.add(key);
}
