import type { Ctx } from "@/lib/context";
import { invalid } from "@/lib/kernel/errors";
import { rememberAnswer } from "@/lib/platform/once";
import { ok, type Answer } from "./answer";
import type { Asked } from "./asked";

const KEY = /^[\x20-\x7e]{1,255}$/;

/** The Idempotency-Key of a request that must carry one. VALIDATION_ERROR without it; `because` says what it prevents. */
export function requiredIdempotencyKey(request: Asked, because: string): string {
  const key = idempotencyKeyOf(request);
  if (key !== null) return key;
  throw invalid([
    {
      pointer: "/headers/Idempotency-Key",
      code: "required",
      message: because,
      fix: "Send an id of your own that names this request, such as a UUID.",
    },
  ]);
}

/** The Idempotency-Key of a request, or null. VALIDATION_ERROR for one that is none. */
export function idempotencyKeyOf(request: Asked): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null || KEY.test(key)) return key;
  throw invalid([
    {
      pointer: "/headers/Idempotency-Key",
      code: "invalid",
      message: "The Idempotency-Key header must be 1 to 255 printable ASCII characters.",
      fix: "Send an id of your own that names this request, such as a UUID.",
    },
  ]);
}

/**
 * What the work gives, as 200 or as `answer` says it; under the same Idempotency-Key and body the first answer again, with another body
 * IDEMPOTENCY_MISMATCH. For work that is harmless to repeat: see rememberAnswer. Without a key nothing is remembered.
 */
export async function idempotently(
  ctx: Ctx,
  request: Asked,
  about: { readonly name: string; readonly input: unknown },
  work: () => Promise<unknown>,
  answer: (data: unknown, headers?: Record<string, string>) => Answer = ok,
): Promise<Answer> {
  const key = idempotencyKeyOf(request);
  if (key === null) return answer(await work());
  const scope = `${ctx.organization ?? "deployment"}:${about.name}`;
  const { result, replayed } = await rememberAnswer(ctx.db, { scope, key, input: about.input }, work);
  return answer(result, replayed ? { "idempotent-replayed": "true" } : undefined);
}
