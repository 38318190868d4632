import { refusalOf } from "./refusal.js";
/** @import { Problem } from "../index.d.ts" */

const FIRST_FAILURE = 400;

/** @param {Problem} problem */
export function refusalResponse(problem) {
  const { status, headers, body } = refusalOf(problem);
  return new Response(body, { status, headers });
}

/**
 * The response, which concludes when its body has gone out whole, or when nobody reads on. Its end waits for the
 * conclusion: a platform that stops a function after its response would else stop it before.
 *
 * @param {Request} request
 * @param {Response} response
 * @param {(succeeded: boolean) => Promise<void>} conclude
 * @returns {Promise<Response>}
 */
export async function concluding(request, response, conclude) {
  const succeeded = response.status < FIRST_FAILURE && !request.signal.aborted;
  // Nobody reads the body of an answer to HEAD.
  if (!succeeded || response.body === null || request.method === "HEAD") {
    await conclude(succeeded);
    return response;
  }
  return new Response(watched(response.body, conclude), response);
}

/**
 * @param {ReadableStream<Uint8Array>} body
 * @param {(succeeded: boolean) => Promise<void>} conclude
 */
function watched(body, conclude) {
  const reader = body.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
        } catch (error) {
          await conclude(false);
          throw error;
        }
        await conclude(true);
        controller.close();
      },
      async cancel(reason) {
        await conclude(false);
        await reader.cancel(reason);
      },
    },
    // Nothing is read before somebody asks, or a body that nobody reads would count as sent.
    { highWaterMark: 0 },
  );
}
