import type { Reporter } from "@/lib/metering";
import type { Caller } from "./caller";

/** Keys and installations in their own environment, by their id; people count as PROD. */
export function reporterOf(caller: Caller): Reporter {
  if (caller.kind === "key") return { environment: caller.key.environment, apiKeyId: caller.key.id };
  if (caller.kind === "installation")
    return { environment: caller.installation.environment, apiKeyId: caller.installation.id };
  return { environment: "PROD", apiKeyId: null };
}
