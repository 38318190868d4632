import type Stripe from "stripe";
import { AppError, unavailable } from "@/lib/kernel/errors";
import type { ProviderEvent } from "@/lib/payments";
import { securityNow } from "@/lib/platform/clock";
import type { Environment } from "@/lib/platform/env";
import { eventOf, toUnix } from "./translate";

/** How far a stamp may lie from our real time, in both directions. */
const TOLERANCE_SECONDS = 300;

/** The secrets in force: several during a rotation, without the spaces and line ends that come with pasting. */
export const webhookSecrets = (env: Environment): readonly string[] =>
  (env.STRIPE_WEBHOOK_SECRET ?? "")
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");

/**
 * Checks the signature over the raw bytes against every secret in force, and the stamp against real time: neither old
 * (which the SDK refuses) nor ahead (which it lets pass). MALFORMED with the likely cause; UNAVAILABLE without a secret.
 */
export function verifyEvent(
  stripe: Stripe,
  secrets: readonly string[],
  rawBody: Uint8Array,
  signature: string | null,
): ProviderEvent {
  if (secrets.length === 0) throw unavailable("Webhooks are not accepted: STRIPE_WEBHOOK_SECRET is not set.", 60);
  if (!signature) throw malformed("The Stripe-Signature header is missing.");
  const now = toUnix(securityNow());
  const stamp = Number(/(?:^|,)\s*t=(\d{1,12})(?:,|$)/.exec(signature)?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(stamp)) throw malformed("The Stripe-Signature header has no timestamp.");
  if (stamp > now + TOLERANCE_SECONDS)
    throw malformed("The signature is stamped in the future. Check the clock of this machine.");
  if (stamp < now - TOLERANCE_SECONDS)
    throw malformed(
      "The signature is too old. Check the clock of this machine; Stripe signs anew when it delivers again.",
    );
  const body = Buffer.from(rawBody);
  for (const secret of secrets) {
    const event = eventSignedBy(stripe, body, signature, secret, now);
    if (event) return eventOf(event, body.toString("utf8"));
  }
  throw malformed(
    "The signature does not fit the body. The likely causes: STRIPE_WEBHOOK_SECRET belongs to another endpoint, or something between Stripe and Weir changed the body.",
  );
}

function eventSignedBy(
  stripe: Stripe,
  body: Buffer,
  signature: string,
  secret: string,
  now: number,
): Stripe.Event | null {
  try {
    return stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS, undefined, now);
  } catch {
    return null;
  }
}

const malformed = (reason: string): AppError => new AppError("MALFORMED", reason);
