import { endMembership, listKeysMadeBy } from "@/lib/access";
import { ok, route } from "@/lib/http";
import { required } from "@/lib/kernel/errors";
import { changeRole, getMember, ROLES } from "@/lib/tenancy";
import { deleteMember, patchMember } from "../contract";
import { memberOnWire } from "../on-wire";

export const PATCH = route(patchMember, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  const organizationId = required(ctx.organization, "the organization");
  const member = await getMember(ctx, organizationId, call.params.member);
  const role = required(
    ROLES.find((each) => each.toLowerCase() === call.body.role),
    "the role",
  );
  await changeRole(ctx, member.userId, role);
  return ok(memberOnWire({ ...member, role }));
});

export const DELETE = route(deleteMember, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  const organizationId = required(ctx.organization, "the organization");
  const { id, userId } = await getMember(ctx, organizationId, call.params.member);
  const revoked = await endMembership(ctx, userId, { revokeKeys: call.query.revokeKeys === "true" });
  const working = await listKeysMadeBy(ctx, organizationId, userId);
  const keys = [
    ...revoked.map((key) => ({ id: key.id, name: key.name, revoked: true })),
    ...working.map((key) => ({ id: key.id, name: key.name, revoked: false })),
  ];
  return ok({ id, removed: true, keys });
});
