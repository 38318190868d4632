import { randomFillSync } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Drawn a few thousand bytes at a time: asking the system for each id costs more than making the object it names. */
const pool = Buffer.alloc(8_192);
let used = pool.length;

function randomByte(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool[used++] ?? 0;
}

/** `length` random letters and digits without modulo bias. */
export function randomText(length: number): string {
  let text = "";
  while (text.length < length) {
    const byte = randomByte();
    if (byte < 248) text += ALPHABET[byte % 62];
  }
  return text;
}

/** A new id in the API's style: `cus_…` with 14 letters, `sub_1…` and most others with 24. */
export function newId(prefix: string): string {
  const short = prefix === "cus" || prefix === "prod" || prefix === "si";
  if (short) return `${prefix}_${randomText(14)}`;
  return prefix === "cs_test" ? `${prefix}_${randomText(58)}` : `${prefix}_1${randomText(23)}`;
}
