import { ok, route } from "@/lib/http";
import { required } from "@/lib/kernel/errors";
import { getOrganization } from "@/lib/tenancy";
import { getOrganizationById } from "../contract";
import { organizationOnWire } from "../on-wire";

export const GET = route(getOrganizationById, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  return ok(organizationOnWire(await getOrganization(ctx, required(ctx.organization, "the organization"))));
});
