import { SECOND, type Instant } from "@/lib/kernel/time";
import { equalInConstantTime, hmacSha1 } from "@/lib/platform/crypto";

/** How long one code shows in an app. */
const STEP_MS = 30 * SECOND;
const DIGITS = 6;
/** As long as the output of the hash that makes the codes. */
export const CODE_SECRET_BYTES = 20;
const ISSUER = "Weir";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code of one step (RFC 4226, RFC 6238 with SHA-1), with leading zeros. */
export function codeOfStep(secret: Uint8Array, step: number, digits = DIGITS): string {
  const counter = new Uint8Array(8);
  new DataView(counter.buffer).setBigUint64(0, BigInt(step));
  const digest = hmacSha1(secret, counter);
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  const offset = view.getUint8(digest.length - 1) & 0x0f;
  return String((view.getUint32(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, "0");
}

/** The step of a moment of security time: how often thirty seconds have gone by since 1970. */
export const stepAt = (moment: Instant): number => Math.floor(moment / STEP_MS);

/**
 * The step whose code this is, looked for at a moment and one step before and after it, because clocks differ; null for
 * none. Every comparison takes the same time, and all are made.
 */
export function stepOfCode(secret: Uint8Array, code: string, moment: Instant): number | null {
  const now = stepAt(moment);
  const met = [now, now - 1, now + 1].filter((step) => equalInConstantTime(codeOfStep(secret, step), code));
  return met[0] ?? null;
}

/** Bytes as an app takes them typed by hand (RFC 4648, without the signs that only fill up). */
export function base32(bytes: Uint8Array): string {
  let bits = 0;
  let held = 0;
  let text = "";
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32.charAt((held >>> (bits - 5)) & 31);
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + BASE32.charAt((held << (5 - bits)) & 31) : text;
}

/** The address that an app reads from a picture. */
export function otpauthUri(secret: Uint8Array, account: string): string {
  const query = new URLSearchParams({ secret: base32(secret), issuer: ISSUER });
  return `otpauth://totp/${ISSUER}:${encodeURIComponent(account)}?${query.toString()}`;
}
