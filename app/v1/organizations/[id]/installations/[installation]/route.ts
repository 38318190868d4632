import { revokeInstallation } from "@/lib/activation";
import { ok, route } from "@/lib/http";
import { deleteInstallation } from "../contract";
import { installationOnWire } from "../on-wire";

export const DELETE = route(deleteInstallation, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  return ok(installationOnWire(await revokeInstallation(ctx, call.params.installation)));
});
