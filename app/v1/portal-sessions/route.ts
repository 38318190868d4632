import { created, idempotently, route } from "@/lib/http";
import { openPortal } from "@/lib/billing";
import { required } from "@/lib/kernel/errors";
import { getOrganization } from "@/lib/tenancy";
import { returnAddress } from "../return-address";
import { postPortalSession } from "./contract";

export const POST = route(postPortalSession, async (call) => {
  const { to, organization } = call.body;
  const ctx = await call.forOrganization(organization);
  const { slug } = await getOrganization(ctx, required(ctx.organization, "the organization whose portal is opened"));
  const returnUrl = returnAddress(ctx, call.caller, {
    field: "returnUrl",
    address: call.body.returnUrl,
    ours: `${ctx.env.WEIR_URL}/orgs/${slug}/billing`,
  });
  const about = { name: "portal-sessions.create", input: { to, returnUrl } };
  const open = async () => ({ url: await openPortal(ctx, { to, returnUrl }), to, returnUrl });
  return idempotently(ctx, call.request, about, open, created);
});
