import { createHmac } from "node:crypto";

/** The `Stripe-Signature` header for `body`, signed with each secret at the real time `timestamp` (unix seconds). */
export function signatureHeader(body: string, timestamp: number, secrets: string[]): string {
  const signatures = secrets.map(
    (secret) => `v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`,
  );
  return [`t=${timestamp}`, ...signatures].join(",");
}
