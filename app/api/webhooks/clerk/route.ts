import { problem, readBytes, refusalOf, requestIdOf, world } from "@/lib/http";
import { receiveClerkMessage } from "@/lib/clerk";
import { AppError } from "@/lib/kernel/errors";

const MAX_BODY = 256 * 1024;

/**
 * Clerk's messages: the raw bytes are verified, and what they say is applied before they are answered. 400 for a signature
 * that does not hold, 413 above 256 KiB, 503 when it cannot be applied now (Clerk sends again).
 */
export async function POST(request: Request): Promise<Response> {
  const requestId = requestIdOf(request);
  const w = world();
  try {
    const body = await readBytes(request, MAX_BODY);
    const { id, type, outcome } = await receiveClerkMessage(w, body, request.headers);
    w.log.info({ requestId, messageId: id, type, outcome }, "a message of Clerk's arrived");
    return Response.json({ received: true }, { headers: { "cache-control": "no-store", "x-request-id": requestId } });
  } catch (error) {
    const refusal = refusalOf(error);
    w.log[refusal.fault ? "error" : "warn"](
      { err: error, requestId, facts: error instanceof AppError ? error.internal : undefined },
      "a message of Clerk's was refused",
    );
    return problem(refusal, requestId, w.env);
  }
}
