import { ok, route } from "@/lib/http";
import { previewPlanChange } from "@/lib/billing";
import { meantLive } from "../../../acting";
import { postChangePreview } from "../../../contract";
import { changePreviewOnWire } from "../../../on-wire";
import { wishOf } from "../wish";

export const POST = route(postChangePreview, async (call) => {
  const { ctx } = await meantLive(call, "change_plan");
  return ok(changePreviewOnWire(await previewPlanChange(ctx, wishOf(call.body)), call.body.interval));
});
