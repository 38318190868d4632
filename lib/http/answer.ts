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

/** An answer that is written while it is read: a file of any length. Only doors that speak the web standard answer so. */
export class StreamedAnswer extends Answer {
  constructor(
    readonly stream: ReadableStream<Uint8Array>,
    status: number,
    headers: AnswerHeaders,
  ) {
    super("", status, headers);
  }
}

/** The answer as a Response. */
export const respond = (answer: Answer): Response =>
  new Response(answer instanceof StreamedAnswer ? answer.stream : answer.body, {
    status: answer.status,
    headers: answer.headers,
  });

/**
 * Lines as a body that asks for the next one when there is room for it, and for none once the reader has gone. A line that
 * cannot be had breaks the body off, so that nobody takes half a file for a whole one.
 */
export function streamOf(lines: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await lines.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await lines.return();
    },
  });
}

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
