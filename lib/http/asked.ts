import { readBytes } from "./body";

/** What the doors read of a request, wherever it comes from. */
export interface Asked {
  readonly method: string;
  /** Only what stands after the question mark is read. */
  readonly url: string;
  readonly headers: Pick<Headers, "get" | "has">;
  /** The body. Throws PAYLOAD_TOO_LARGE beyond `max`. To be read once. */
  bytes(max: number): Promise<Uint8Array>;
}

/** A web Request as the doors read it. */
export const askedOf = (request: Request): Asked => ({
  method: request.method,
  url: request.url,
  headers: request.headers,
  bytes: (max) => readBytes(request, max),
});
