import { preflight, reporterOf, route } from "@/lib/http";
import { releaseHold } from "@/lib/metering";
import { postHoldRelease } from "../../contract";
import { answerEnded } from "../../ended";

/** A key that is sent along is not needed: a hold is released once, whoever asks. */
export const POST = route(postHoldRelease, async (call) => {
  const ctx = await call.forOrganization(call.body.organization);
  return answerEnded(ctx, await releaseHold(ctx, reporterOf(call.caller), call.params.id));
});

export const OPTIONS = preflight(postHoldRelease);
