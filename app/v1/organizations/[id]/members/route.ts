import { z } from "zod";
import { list, readCursor, route, writeCursor } from "@/lib/http";
import { required } from "@/lib/kernel/errors";
import { pageOfMembers } from "@/lib/tenancy";
import { getMembers } from "./contract";
import { memberOnWire } from "./on-wire";

const keyset = z.tuple([z.number(), z.string()]);

export const GET = route(getMembers, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  const after = readCursor(call.query.cursor, keyset);
  const page = await pageOfMembers(ctx, required(ctx.organization, "the organization"), {
    limit: call.query.limit,
    after: after ? { createdAt: after[0], id: after[1] } : null,
  });
  return list(
    page.members.map(memberOnWire),
    page.next === null ? null : writeCursor([page.next.createdAt, page.next.id]),
  );
});
