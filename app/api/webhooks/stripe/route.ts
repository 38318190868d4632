import { problem, readBytes, refusalOf, requestIdOf, world } from "@/lib/http";
import { AppError } from "@/lib/kernel/errors";
import { receiveWebhook } from "@/lib/stripe";

const MAX_BODY = 1024 * 1024;

/**
 * Stripe's events: the raw bytes are verified and stored, and answered with 200 whether or not they were known. What
 * they mean is worked out afterwards, by the worker. 400 for a signature that does not hold, 413 above 1 MiB, 503 when
 * the database is away (Stripe sends again).
 */
export async function POST(request: Request): Promise<Response> {
  const requestId = requestIdOf(request);
  const { env, db, payments, log } = world();
  try {
    const { eventId, stored } = await receiveWebhook(
      { db, payments },
      await readBytes(request, MAX_BODY),
      request.headers.get("stripe-signature"),
    );
    log.info({ requestId, eventId, stored }, "a Stripe event arrived");
    return Response.json({ received: true }, { headers: { "cache-control": "no-store", "x-request-id": requestId } });
  } catch (error) {
    const refusal = refusalOf(error);
    log[refusal.fault ? "error" : "warn"](
      { err: error, requestId, facts: error instanceof AppError ? error.internal : undefined },
      "a Stripe event was refused",
    );
    return problem(refusal, requestId, env);
  }
}
