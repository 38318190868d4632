import { z } from "zod";
import { created, list, readCursor, route, writeCursor } from "@/lib/http";
import { createOrganizationOnce, listOrganizations } from "@/lib/tenancy";
import { getOrganizations, postOrganization } from "./contract";
import { organizationOnWire } from "./on-wire";

export const POST = route(postOrganization, async (call) => {
  const idempotencyKey = call.request.headers.get("idempotency-key") ?? undefined;
  const { organization, replayed } = await createOrganizationOnce(call.forDeployment(), {
    ...call.body,
    idempotencyKey,
  });
  return created(organizationOnWire(organization), replayed ? { "idempotent-replayed": "true" } : undefined);
});

const keyset = z.tuple([z.number(), z.string()]);

export const GET = route(getOrganizations, async (call) => {
  const after = readCursor(call.query.cursor, keyset);
  const page = await listOrganizations(call.forDeployment(), {
    limit: call.query.limit,
    ...(after ? { after: { createdAt: after[0], id: after[1] } } : {}),
  });
  return list(
    page.organizations.map(organizationOnWire),
    page.next ? writeCursor([page.next.createdAt, page.next.id]) : null,
  );
});
