import Stripe from "stripe";
import { AppError, unavailable } from "@/lib/kernel/errors";
import type { ProviderEvent } from "@/lib/payments";
import { securityNow } from "@/lib/platform/clock";
import type { Environment } from "@/lib/platform/env";
import { eventOf, thinEventOf, toUnix } from "./translate";

/** How far a stamp may lie from our real time, in both directions. */
const TOLERANCE_SECONDS = 300;

/** The secrets in force: several during a rotation, without the spaces and line ends that come with pasting. */
export const webhookSecrets = (env: Environment): readonly string[] =>
  (env.STRIPE_WEBHOOK_SECRET ?? "")
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");

/** What a webhook is checked against. */
export interface Wanted {
  readonly stripe: Stripe;
  readonly secrets: readonly string[];
  /** Whether the keys of this deployment move real money; events of the other mode are none of its. */
  readonly live: boolean;
}

/**
 * Checks the signature over the raw bytes against every secret in force, the stamp against real time (neither old, which
 * the SDK refuses, nor ahead, which it lets pass), and that the event is of our mode and our own account. MALFORMED with
 * the likely cause; UNAVAILABLE without a secret.
 */
export function verifyEvent(wanted: Wanted, rawBody: Uint8Array, signature: string | null): ProviderEvent {
  const { stripe } = wanted;
  const body = Buffer.from(rawBody);
  const event = signedBy(wanted, signature, (header, secret, now) =>
    stripe.webhooks.constructEvent(body, header, secret, TOLERANCE_SECONDS, undefined, now),
  );
  assertOurs(wanted, event.livemode, event.account);
  return eventOf(event, body.toString("utf8"));
}

/** The same for a thin event: it names what happened, and what it is about, and has to be fetched for more. */
export function verifyThinEvent(wanted: Wanted, rawBody: Uint8Array, signature: string | null): ProviderEvent {
  const { stripe } = wanted;
  const body = Buffer.from(rawBody);
  const event = signedBy(wanted, signature, (header, secret, now) =>
    stripe.parseEventNotification(body, header, secret, TOLERANCE_SECONDS, undefined, now),
  );
  assertOurs(wanted, event.livemode, event.context?.toString());
  return thinEventOf(event, body.toString("utf8"));
}

function signedBy<E>(
  { secrets }: Wanted,
  signature: string | null,
  construct: (signature: string, secret: string, now: number) => E,
): E {
  if (secrets.length === 0) throw unavailable("Webhooks are not accepted: STRIPE_WEBHOOK_SECRET is not set.", 60);
  if (!signature) throw malformed("The Stripe-Signature header is missing.");
  const now = toUnix(securityNow());
  assertRecent(signature, now);
  for (const secret of secrets) {
    try {
      return construct(signature, secret, now);
    } catch (error) {
      // The signature held; no other secret would make an event of this body.
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw otherKind();
    }
  }
  throw malformed(
    "The signature does not fit the body. The likely causes: STRIPE_WEBHOOK_SECRET belongs to another endpoint, or something between Stripe and Weir changed the body.",
  );
}

function assertRecent(signature: string, now: number): void {
  const stamp = Number(/(?:^|,)\s*t=(\d{1,12})(?:,|$)/.exec(signature)?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(stamp)) throw malformed("The Stripe-Signature header has no timestamp.");
  if (stamp > now + TOLERANCE_SECONDS)
    throw malformed("The signature is stamped in the future. Check the clock of this machine.");
  if (stamp < now - TOLERANCE_SECONDS)
    throw malformed(
      "The signature is too old. Check the clock of this machine; Stripe signs anew when it delivers again.",
    );
}

/** Test events would speak of objects that our keys cannot read, and another account's subscriptions are not sold here. */
function assertOurs({ live }: Wanted, livemode: boolean, account: string | null | undefined): void {
  if (livemode !== live)
    throw malformed(
      `This event is of ${livemode ? "live" : "test"} mode, and the keys of this deployment are not. Point the endpoint of that mode elsewhere.`,
    );
  if (account)
    throw malformed("This event is of a connected account. Let the endpoint send the events of your own account only.");
}

const otherKind = (): AppError =>
  malformed(
    "The body is signed and is no event of the kind taken here. Snapshot events go to /api/webhooks/stripe, thin ones to /api/webhooks/stripe/thin.",
  );

const malformed = (reason: string): AppError => new AppError("MALFORMED", reason);
