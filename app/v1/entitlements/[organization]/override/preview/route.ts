import { previewOverride } from "@/lib/billing";
import { ok, route } from "@/lib/http";
import { required } from "@/lib/kernel/errors";
import { postOverridePreview } from "../contract";
import { effectOnWire } from "../on-wire";

export const POST = route(postOverridePreview, async (call) => {
  const ctx = await call.forOrganization(call.params.organization);
  const { end, ...override } = call.body;
  // A preview is written nowhere, so it needs no reason.
  const wanted = end ? null : { ...override, reason: "" };
  return ok(effectOnWire(await previewOverride(ctx, required(ctx.organization, "the organization"), override, wanted)));
});
