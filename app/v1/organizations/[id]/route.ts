import { archiveOrganization } from "@/lib/billing";
import { ok, route } from "@/lib/http";
import { required } from "@/lib/kernel/errors";
import { getOrganization } from "@/lib/tenancy";
import { deleteOrganization, getOrganizationById } from "../contract";
import { organizationOnWire } from "../on-wire";

export const GET = route(getOrganizationById, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  return ok(organizationOnWire(await getOrganization(ctx, required(ctx.organization, "the organization"))));
});

export const DELETE = route(deleteOrganization, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  await archiveOrganization(ctx);
  return ok(organizationOnWire(await getOrganization(ctx, required(ctx.organization, "the organization"))));
});
