import { idempotently, route } from "@/lib/http";
import { resendInvitation } from "@/lib/tenancy";
import { postInvitationResend } from "../../contract";
import { invitationOnWire } from "../../on-wire";

export const POST = route(postInvitationResend, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  const { invitation: id } = call.params;
  return idempotently(ctx, call.request, { name: "invitations.resend", input: { id } }, async () =>
    invitationOnWire((await resendInvitation(ctx, id)).invitation),
  );
});
