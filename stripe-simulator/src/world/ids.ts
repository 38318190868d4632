import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `length` random letters and digits without modulo bias. */
export function randomText(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62];
    }
  }
  return text;
}

/** A new id in the API's style: `cus_…` with 14 letters, `sub_1…` and most others with 24. */
export function newId(prefix: string): string {
  const short = prefix === "cus" || prefix === "prod" || prefix === "si";
  if (short) return `${prefix}_${randomText(14)}`;
  return prefix === "cs_test" ? `${prefix}_${randomText(58)}` : `${prefix}_1${randomText(23)}`;
}
