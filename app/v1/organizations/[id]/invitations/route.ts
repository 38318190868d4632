import { z } from "zod";
import { idempotently, list, readCursor, route, writeCursor } from "@/lib/http";
import { required } from "@/lib/kernel/errors";
import { invitePeople, listInvitations } from "@/lib/tenancy";
import { getInvitations, postInvitations } from "./contract";
import { invitationOnWire, invitedOnWire } from "./on-wire";

export const POST = route(postInvitations, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  const { emails, role } = call.body;
  return idempotently(ctx, call.request, { name: "invitations.create", input: call.body }, async () =>
    (await invitePeople(ctx, { emails, role: role.toUpperCase() })).map(invitedOnWire),
  );
});

const keyset = z.tuple([z.number(), z.string()]);

export const GET = route(getInvitations, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  const { limit, state, cursor } = call.query;
  const after = readCursor(cursor, keyset);
  const page = await listInvitations(ctx, required(ctx.organization, "the organization"), {
    limit,
    ...(state ? { state } : {}),
    ...(after ? { after: { createdAt: after[0], id: after[1] } } : {}),
  });
  return list(
    page.invitations.map(invitationOnWire),
    page.next === null ? null : writeCursor([page.next.createdAt, page.next.id]),
  );
});
