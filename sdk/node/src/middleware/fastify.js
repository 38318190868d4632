import { gateOf } from "./gate.js";
import { whenOver } from "./node-response.js";
import { refusalOf } from "./refusal.js";
/**
 * @import { QuotaOptions, Weir } from "../index.d.ts"
 * @import { MeteredReply, MeteredRequest } from "../entries/fastify.d.ts"
 */

/**
 * @template {object} Req
 * @param {Weir} weir
 * @param {QuotaOptions<Req>} options
 * @returns {(request: Req & MeteredRequest, reply: MeteredReply) => Promise<unknown>}
 */
export function weirQuota(weir, options) {
  const gate = gateOf(weir, options);
  return async (request, reply) => {
    const entry = await gate(request);
    if (!entry.admitted) {
      const { status, headers, body } = refusalOf(entry.problem);
      reply.code(status).headers(headers).send(body);
      return reply;
    }
    request.weir = entry.metered;
    if (!entry.conclude || whenOver(reply.raw, entry.conclude)) return undefined;
    // The customer has gone: nobody waits for the work, and there is nothing left to send.
    reply.hijack();
    return reply;
  };
}
