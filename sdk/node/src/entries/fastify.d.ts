import type { Weir } from "../index.js";
import type { Metered, MeteredResponse, QuotaOptions } from "../middleware/options.js";

/** As much of Fastify's request and reply as the hook needs. */
export interface MeteredRequest {
  weir?: Metered;
}
export interface MeteredReply {
  readonly raw: Pick<MeteredResponse, "statusCode" | "destroyed" | "writableFinished" | "once">;
  code(status: number): MeteredReply;
  headers(headers: Record<string, string>): MeteredReply;
  send(body: string): unknown;
  hijack(): unknown;
}

/**
 * A `preHandler` hook in front of a metered route. Admitted: sets `request.weir` and goes on. Refused: answers with Weir's
 * problem+json as it came. A WeirError is thrown to Fastify's error handler, which answers 500: it carries no status.
 */
export declare function weirQuota<Req extends object>(
  weir: Weir,
  options: QuotaOptions<Req>,
): (request: Req & MeteredRequest, reply: MeteredReply) => Promise<unknown>;
