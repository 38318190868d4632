import { z } from "zod";
import { listInstallations } from "@/lib/activation";
import { list, readCursor, route, writeCursor } from "@/lib/http";
import { getInstallations } from "./contract";
import { installationOnWire } from "./on-wire";

const keyset = z.tuple([z.number().int().min(0).max(8.64e15), z.string()]);

export const GET = route(getInstallations, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  const after = readCursor(call.query.cursor, keyset);
  const { installations, next } = await listInstallations(ctx, {
    limit: call.query.limit,
    ...(after ? { after: { createdAt: after[0], id: after[1] } } : {}),
  });
  return list(installations.map(installationOnWire), next ? writeCursor([next.createdAt, next.id]) : null);
});
