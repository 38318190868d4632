/** Headers of an answer, by lower-case name. */
export type AnswerHeaders = Record<string, string>;

/**
 * What a door answers, as plain values: it becomes a Response for whoever speaks the web standard, and goes to the socket
 * as it is in the gateway, where a Headers object would cost more than the answer.
 */
export class Answer {
  constructor(
    readonly body: string,
    readonly status: number,
    readonly headers: AnswerHeaders,
  ) {}
}

/** The answer as a Response. */
export const respond = ({ body, status, headers }: Answer): Response => new Response(body, { status, headers });

/** 200 with one resource. */
export const ok = (data: unknown, headers?: AnswerHeaders): Answer => json({ data }, 200, headers);
export const created = (data: unknown, headers?: AnswerHeaders): Answer => json({ data }, 201, headers);
/** 200 with a list, paged by keyset. */
export const list = (data: readonly unknown[], nextCursor: string | null): Answer =>
  json({ data, meta: { hasMore: nextCursor !== null, ...(nextCursor === null ? {} : { nextCursor }) } }, 200);

export const json = (body: unknown, status: number, headers?: AnswerHeaders): Answer =>
  rawJson(JSON.stringify(body), status, headers);

/** An answer whose body is JSON already. */
export const rawJson = (body: string, status: number, headers?: AnswerHeaders): Answer =>
  new Answer(body, status, { ...headers, "content-type": "application/json" });
