import { archiveOrganization } from "@/lib/billing";
import { idempotently, ok, route, type Caller } from "@/lib/http";
import { forbidden, required } from "@/lib/kernel/errors";
import { getOrganization, updateOrganization } from "@/lib/tenancy";
import { deleteOrganization, getOrganizationById, patchOrganization } from "../contract";
import { organizationOnWire } from "../on-wire";

export const GET = route(getOrganizationById, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  return ok(organizationOnWire(await getOrganization(ctx, required(ctx.organization, "the organization"))));
});

export const PATCH = route(patchOrganization, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  refuseVendorsOwn(call.caller, call.body);
  const about = { name: "organizations.update", input: call.body };
  return idempotently(ctx, call.request, about, async () =>
    organizationOnWire(await updateOrganization(ctx, call.body)),
  );
});

/** By these the vendor finds its customer: whoever could change them could make it meter for somebody else. */
const VENDORS_OWN = ["externalKey", "metadata"] as const;

function refuseVendorsOwn(
  caller: Caller,
  body: Readonly<Partial<Record<(typeof VENDORS_OWN)[number], unknown>>>,
): void {
  if (caller.kind === "key" && caller.key.deployment) return;
  const touched = VENDORS_OWN.find((field) => body[field] !== undefined);
  if (touched) throw forbidden(`${touched} is the vendor's own; only a deployment key changes it.`);
}

export const DELETE = route(deleteOrganization, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  await archiveOrganization(ctx);
  return ok(organizationOnWire(await getOrganization(ctx, required(ctx.organization, "the organization"))));
});
