import type { Asked } from "./asked";
import { newId } from "@/lib/kernel/ids";

const REQUEST_ID = /^[A-Za-z0-9_.:-]{8,128}$/;

/** The caller's own request id when it has a sound form, else a new one. */
export function requestIdOf(request: Pick<Asked, "headers">): string {
  const given = request.headers.get("x-request-id");
  return given !== null && REQUEST_ID.test(given) ? given : newId("request");
}

const MAPPED = /^::ffff:(?=\d+\.)/i;

/**
 * The address as a proxy reports it, or as the socket says where there is none (the servers write it into the same header);
 * for the journal and rate limits, never for trust.
 */
export function addressOf(request: Pick<Asked, "headers">): string | undefined {
  const forwarded = request.headers.get("x-forwarded-for")?.split(",")[0]?.trim().replace(MAPPED, "");
  return forwarded && /^[0-9a-fA-F.:]{2,45}$/.test(forwarded) ? forwarded : undefined;
}
