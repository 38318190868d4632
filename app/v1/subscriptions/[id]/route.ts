import { ok, route } from "@/lib/http";
import { meant } from "../acting";
import { getSubscription } from "../contract";
import { subscriptionOnWire } from "../on-wire";

export const GET = route(getSubscription, async (call) => {
  const { ctx, subscription } = await meant(call);
  return ok(await subscriptionOnWire(ctx, subscription));
});
