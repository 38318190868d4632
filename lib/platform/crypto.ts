import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hash,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { canonicalJson } from "@/lib/kernel/json";

/** SHA-256 of the canonical form of a value: the fingerprint of an input. */
export function fingerprint(...parts: readonly unknown[]): string {
  return sha256(canonicalJson(parts));
}

// In one call: an object that takes the text and gives the digest costs three times as much.
export const sha256 = (text: string): string => hash("sha256", text);
export const hmacSha256 = (key: string, text: string): string => createHmac("sha256", key).update(text).digest("hex");

/** HMAC-SHA-1 of bytes. For one-time codes alone, whose standard names it and does not rest on collisions. */
export const hmacSha1 = (key: Uint8Array, message: Uint8Array): Uint8Array =>
  createHmac("sha1", key).update(message).digest();

/** Bytes that nobody can guess. */
export const randomSecret = (length: number): Uint8Array => randomBytes(length);

/** Compares two texts in a time that does not depend on where they differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  const x = createHash("sha256").update(a).digest();
  const y = createHash("sha256").update(b).digest();
  return timingSafeEqual(x, y);
}

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A random text of letters and digits, without bias. 43 characters carry 256 bits. */
export function randomText(length: number): string {
  let out = "";
  while (out.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < 248 && out.length < length) out += BASE62.charAt(byte % 62);
    }
  }
  return out;
}

/** Encrypts a secret that must be read back (AES-256-GCM). `key` is 32 bytes in base64. */
export function encrypt(key: string, plain: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(key, "base64"), iv);
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return ["v1", iv.toString("base64"), cipher.getAuthTag().toString("base64"), body.toString("base64")].join(".");
}

export function decrypt(key: string, sealed: string): string {
  const [version, iv, tag, body] = sealed.split(".");
  if (version !== "v1" || !iv || !tag || body === undefined)
    throw new Error("the stored secret is not in a known form");
  const decipher = createDecipheriv("aes-256-gcm", Buffer.from(key, "base64"), Buffer.from(iv, "base64"));
  decipher.setAuthTag(Buffer.from(tag, "base64"));
  return Buffer.concat([decipher.update(Buffer.from(body, "base64")), decipher.final()]).toString("utf8");
}
