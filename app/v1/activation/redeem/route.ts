import { redeemActivationCode } from "@/lib/activation";
import { created, preflight, route } from "@/lib/http";
import { postRedeem } from "../contract";
import { tokensOnWire } from "../on-wire";

export const POST = route(postRedeem, async (call) => {
  const { code, domain = null } = call.body;
  const origin = call.request.headers.get("origin");
  return created(tokensOnWire(await redeemActivationCode(call.forDeployment(), { code, origin, stated: domain })));
});

export const OPTIONS = preflight(postRedeem);
