import type { Ctx } from "@/lib/context";
import { measureDrift } from "@/lib/quota";

/** The line of the last round says after which fence the next one begins, so that every fence has its turn. */
export async function compareCounters(ctx: Ctx, lastResult: string | null): Promise<string> {
  const after = Number(/after fence (\d+)$/.exec(lastResult ?? "")?.[1] ?? 0);
  const { compared, busy, drifted, reached } = await measureDrift(ctx, after);
  return `${compared} agreed, ${busy} busy, ${drifted} drifted and repaired; next after fence ${reached}`;
}
