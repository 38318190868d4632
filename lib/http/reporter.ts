import type { Reporter } from "@/lib/metering";
import type { Caller } from "./caller";

/** Live keys and people count as PROD; test keys in their own environment. */
export const reporterOf = (caller: Caller): Reporter =>
  caller.kind === "key"
    ? { environment: caller.key.environment, apiKeyId: caller.key.id }
    : { environment: "PROD", apiKeyId: null };
