import Stripe from "stripe";
import { AppError, unavailable } from "@/lib/kernel/errors";
import { uuidv7 } from "@/lib/kernel/ids";
import type { Environment } from "@/lib/platform/env";
import { redactSecrets } from "@/lib/platform/log";

const TIMEOUT_MS = 10_000;
/** The SDK repeats with the same idempotency key, so a repeated write does no harm. Bounded, for a person is waiting. */
const NETWORK_RETRIES = 2;
/** The simulator's default key; it opens nothing. */
const SIMULATOR_KEY = "sk_test_weir_simulator";

/** The SDK's client at the SDK's own API version, spoken to Stripe or, when its address is set, to the simulator. */
export function createClient(env: Environment): Stripe {
  const key = env.STRIPE_SECRET_KEY ?? SIMULATOR_KEY;
  const common = {
    timeout: TIMEOUT_MS,
    maxNetworkRetries: NETWORK_RETRIES,
    telemetry: false,
    appInfo: { name: "Weir" },
  };
  if (!env.STRIPE_SIMULATOR_URL) return new Stripe(key, common);
  const address = new URL(env.STRIPE_SIMULATOR_URL);
  const protocol = address.protocol === "https:" ? "https" : "http";
  return new Stripe(key, {
    ...common,
    host: address.hostname,
    port: address.port || (protocol === "https" ? "443" : "80"),
    protocol,
  });
}

/** Runs one call and turns what can go wrong into our words. `doing` completes "Stripe could not …". */
export async function call<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refusalOf(doing, error);
  }
}

/** As `call`, but null when the object does not exist. */
export async function callOrNull<T>(doing: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (isMissing(error)) return null;
    throw refusalOf(doing, error);
  }
}

/**
 * Makes something once. First it is looked for, since an answer may have been lost; then it is made under a key derived
 * from our row. Stripe answers a stored 500 again for the same key for a day: then it is looked for once more, and made
 * under another key. `find` gives null where the thing cannot be looked for; what is left over then must do no harm.
 */
export async function makeOnce<T>(
  key: string,
  find: () => Promise<T | null>,
  make: (key: string) => Promise<T>,
): Promise<T> {
  const there = await find();
  if (there) return there;
  try {
    return await make(key);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeAPIError)) throw error;
    return (await find()) ?? make(`${key}-${uuidv7()}`);
  }
}

/** Tax is worked out by an address, and nobody has said one. */
export const addressMissing = (cause?: unknown): AppError =>
  new AppError(
    "CONFLICT",
    "Tax is worked out by the billing address, and there is none yet. Write it into the organization's settings, then try again.",
    { details: { state: "address_missing" }, cause },
  );

const isMissing = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeError && error.code === "resource_missing";

export const isTaken = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeError && error.code === "resource_already_exists";

function refusalOf(doing: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof Stripe.errors.StripeError))
    return unavailable(
      `The payment provider could not be reached to ${doing}. Nothing is known to have been charged; try again.`,
      2,
      error,
    );
  const internal = {
    stripeType: error.type,
    stripeCode: error.code,
    stripeRequest: error.requestId,
    stripeMessage: redactSecrets(error.message),
  };
  if (error instanceof Stripe.errors.StripeCardError) {
    return new AppError("PAYMENT_REQUIRED", error.message || "The card was declined. Use another means of payment.", {
      details: { declineCode: error.decline_code ?? error.code ?? null },
      internal,
      cause: error,
    });
  }
  if (
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeRateLimitError ||
    error instanceof Stripe.errors.StripeAPIError
  ) {
    return new AppError(
      "UNAVAILABLE",
      `The payment provider did not answer when asked to ${doing}. Try again in a moment; asking twice charges once.`,
      { retryAfterSeconds: 2, internal, cause: error },
    );
  }
  if (error.code === "customer_tax_location_invalid") return addressMissing(error);
  const hint = error instanceof Stripe.errors.StripeAuthenticationError ? " Check STRIPE_SECRET_KEY." : "";
  return new AppError("STRIPE_ERROR", `The payment provider refused to ${doing}.${hint}`, { internal, cause: error });
}
