import { z } from "zod";
import { can, staffRole } from "@/lib/access";
import type { Ctx } from "@/lib/context";
import { list, readCursor, route, writeCursor, type Call } from "@/lib/http";
import { asTenantSees, queryJournal, type JournalEntry, type JournalFilters } from "@/lib/journal";
import { notFound } from "@/lib/kernel/errors";
import { iso } from "@/lib/kernel/time";
import { findOrganization } from "@/lib/tenancy";
import { actorsNamed } from "../../audit-filter";
import { getAudit } from "./contract";

type AuditCall = Call<typeof getAudit>;
const keyset = z.tuple([z.number().int(), z.string()]);

export const GET = route(getAudit, async (call) => {
  const { limit, cursor } = call.query;
  const { ctx, whole } = await readerOf(call);
  const after = readCursor(cursor, keyset);
  const page = await queryJournal(ctx, await filtersOf(call), {
    limit,
    ...(after ? { after: { recordedAt: after[0], id: after[1] } } : {}),
  });
  return list(
    page.entries.map((entry) => onWire(whole ? entry : asTenantSees(entry))),
    page.next ? writeCursor([page.next.recordedAt, page.next.id]) : null,
  );
});

/** Whose entries the caller reads, and whether he sees who of the operator's people it was. */
async function readerOf(call: AuditCall): Promise<{ ctx: Ctx; whole: boolean }> {
  const named = call.query.organization ?? call.request.headers.get("weir-organization") ?? undefined;
  const { caller } = call;
  const deployments =
    (caller.kind === "key" && caller.key.deployment) ||
    (caller.kind === "user" && (await isStaff(call, caller.user.id)));
  if (!deployments) return { ctx: await call.forOrganization(named), whole: false };
  if (named === undefined) return { ctx: call.forDeployment(), whole: true };
  const organization = await findOrganization(call.world, named);
  if (!organization) throw notFound("organization");
  return { ctx: { ...call.forDeployment(), organization: organization.id }, whole: true };
}

async function isStaff(call: AuditCall, userId: string): Promise<boolean> {
  const role = await staffRole(call.world, userId);
  return role !== null && can({ as: "staff", role }, "operator:read");
}

async function filtersOf({ query, world }: AuditCall): Promise<JournalFilters> {
  const { actor, action, entityType, entityId, requestId, from, to } = query;
  return {
    ...(actor === undefined ? {} : { actors: await actorsNamed(world, actor) }),
    ...(action === undefined ? {} : { action }),
    ...(entityType === undefined ? {} : { entityType }),
    ...(entityId === undefined ? {} : { entityId }),
    ...(requestId === undefined ? {} : { correlationId: requestId }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

const onWire = ({ chain: _, correlationId, position, recordedAt, ...entry }: JournalEntry) => ({
  ...entry,
  position: position.toString(),
  recordedAt: iso(recordedAt),
  requestId: correlationId,
});
