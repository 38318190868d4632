import type { Ctx } from "@/lib/context";

/** A page is not kept waiting by whoever collects the money; it says what is known here instead. */
const PATIENCE_MS = 2_000;

/** The provider's answer, or `instead` when it fails or takes too long. For what a page shows, never for a decision. */
export async function askProvider<T>(ctx: Ctx, question: () => Promise<T>, instead: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(instead), PATIENCE_MS);
  });
  const answer = question().catch((error: unknown) => {
    ctx.log.warn({ err: error, requestId: ctx.requestId }, "the payment provider did not answer a page's question");
    return instead;
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
