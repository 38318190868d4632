import type { Ctx } from "@/lib/context";
import { idempotently, route } from "@/lib/http";
import { invalid, required } from "@/lib/kernel/errors";
import { getMember, listMembers, transferOwnership } from "@/lib/tenancy";
import { postTransferOwnership } from "../members/contract";
import { memberOnWire } from "../members/on-wire";

export const POST = route(postTransferOwnership, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  const organizationId = required(ctx.organization, "the organization");
  return idempotently(ctx, call.request, { name: "organization.transfer", input: call.body }, async () => {
    const owners = (await listMembers(ctx, organizationId)).filter(({ role }) => role === "OWNER");
    const to = await getMember(ctx, organizationId, call.body.to);
    const seenOwners = owners.map(({ userId }) => userId);
    const from = await whose(ctx, organizationId, call.body.from, seenOwners);
    await transferOwnership(ctx, { from, to: to.userId, seenOwners });
    return memberOnWire({ ...to, role: "OWNER" });
  });
});

/** Whose ownership goes: the one that is named, else the signed-in owner's own, else that of the only owner there is. */
async function whose(
  ctx: Ctx,
  organizationId: string,
  named: string | undefined,
  owners: readonly string[],
): Promise<string> {
  if (named !== undefined) return (await getMember(ctx, organizationId, named)).userId;
  if (ctx.actor.kind === "user") return ctx.actor.id;
  const [only, another] = owners;
  if (only !== undefined && another === undefined) return only;
  throw invalid([
    {
      pointer: "/from",
      code: "required",
      message: "This organization has not exactly one owner, so whose ownership goes must be said.",
      fix: "Send from: the member or user who hands it over.",
    },
  ]);
}
