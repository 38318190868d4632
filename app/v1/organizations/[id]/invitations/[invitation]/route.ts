import { ok, route } from "@/lib/http";
import { revokeInvitation } from "@/lib/tenancy";
import { deleteInvitation } from "../contract";
import { invitationOnWire } from "../on-wire";

export const DELETE = route(deleteInvitation, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  return ok(invitationOnWire(await revokeInvitation(ctx, call.params.invitation)));
});
