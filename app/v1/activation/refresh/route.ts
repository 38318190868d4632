import { genuineRefreshToken, refreshInstallation } from "@/lib/activation";
import { limitRateOf, ok, preflight, route } from "@/lib/http";
import { postRefresh } from "../contract";
import { tokensOnWire } from "../on-wire";

export const POST = route(postRefresh, async (call) => {
  const { refreshToken, domain = null } = call.body;
  // Many installations may share one address; what is no token of ours costs no query and needs no counting.
  const token = genuineRefreshToken(call.world, refreshToken);
  const rate = token ? await limitRateOf(call.world, token.installationId) : null;
  if (rate?.refusal) throw rate.refusal;
  const origin = call.request.headers.get("origin");
  const tokens = await refreshInstallation(call.forDeployment(), { refreshToken, origin, stated: domain });
  return ok(tokensOnWire(tokens), { ...rate?.headers });
});

export const OPTIONS = preflight(postRefresh);
