import { revokeActivationCode } from "@/lib/activation";
import { ok, route } from "@/lib/http";
import { deleteActivationCode } from "../contract";
import { activationCodeOnWire } from "../on-wire";

export const DELETE = route(deleteActivationCode, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  return ok(activationCodeOnWire(await revokeActivationCode(ctx, call.params.code)));
});
