import { AppError } from "@/lib/kernel/errors";
import type { Asked } from "./asked";
import { parseStrictJson } from "./strict-json";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

export const tooLarge = (max: number): AppError =>
  new AppError("PAYLOAD_TOO_LARGE", `The body is larger than ${Math.floor(max / 1024)} KiB. Send less at once.`, {
    details: { maxBytes: max },
  });

/** Reads at most `max` bytes and stops listening beyond them, whatever the Content-Length says. */
export async function readBytes(request: Request, max: number): Promise<Uint8Array<ArrayBuffer>> {
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > max) throw tooLarge(max);
  if (announced > 0) {
    const all = new Uint8Array(await request.arrayBuffer());
    if (all.byteLength > max) throw tooLarge(max);
    return all;
  }
  if (!request.body) return new Uint8Array(0);
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > max) {
      await reader.cancel();
      throw tooLarge(max);
    }
    parts.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}

/** The type of the body without its parameters, "" for none. */
export const mediaTypeOf = (request: Pick<Asked, "headers">): string =>
  (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

/**
 * The body as strict JSON; with `optional` an empty object where nothing was sent. Throws MALFORMED, PAYLOAD_TOO_LARGE or
 * UNSUPPORTED_MEDIA_TYPE.
 */
export async function readJson(
  request: Asked,
  max: number,
  accepted: readonly string[],
  optional = false,
): Promise<unknown> {
  const early = optional ? await request.bytes(max) : null;
  if (early?.length === 0) return {};
  const type = mediaTypeOf(request);
  if (!accepted.includes(type)) {
    throw new AppError(
      "UNSUPPORTED_MEDIA_TYPE",
      `Send the body as ${accepted.join(" or ")}${type ? `, not as ${type.slice(0, 100)}` : ""}.`,
    );
  }
  const bytes = early ?? (await request.bytes(max));
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    throw new AppError("MALFORMED", "The body is not UTF-8.");
  }
  if (text.trim() === "") throw new AppError("MALFORMED", "The body is empty; a JSON object is expected.");
  return parseStrictJson(text);
}
