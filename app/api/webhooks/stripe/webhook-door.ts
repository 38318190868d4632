import { problem, readBytes, refusalOf, requestIdOf, world } from "@/lib/http";
import { AppError } from "@/lib/kernel/errors";
import type { receiveWebhook } from "@/lib/stripe";

const MAX_BODY = 1024 * 1024;

/** A door for signed events: the raw bytes and the signature go to whoever stores them; nothing else is read. */
export function webhookDoor(receive: typeof receiveWebhook): (request: Request) => Promise<Response> {
  return async (request) => {
    const requestId = requestIdOf(request);
    const w = world();
    try {
      const body = await readBytes(request, MAX_BODY);
      const { eventId, stored } = await receive(w, body, request.headers.get("stripe-signature"));
      w.log.info({ requestId, eventId, stored }, "a Stripe event arrived");
      return Response.json({ received: true }, { headers: { "cache-control": "no-store", "x-request-id": requestId } });
    } catch (error) {
      const refusal = refusalOf(error);
      w.log[refusal.fault ? "error" : "warn"](
        { err: error, requestId, facts: error instanceof AppError ? error.internal : undefined },
        "a Stripe event was refused",
      );
      return problem(refusal, requestId, w.env);
    }
  };
}
