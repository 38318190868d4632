import { z } from "zod";
import { apiKeyOnWire, createApiKey, listApiKeys } from "@/lib/access";
import { created, idempotencyKeyOf, list, readCursor, route, writeCursor } from "@/lib/http";
import { getApiKeys, postApiKey } from "./contract";

const keyset = z.tuple([z.number().int().min(0).max(8.64e15), z.string()]);

export const GET = route(getApiKeys, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  const after = readCursor(call.query.cursor, keyset);
  const { apiKeys, next } = await listApiKeys(ctx, {
    limit: call.query.limit,
    ...(after ? { after: { createdAt: after[0], id: after[1] } } : {}),
  });
  return list(apiKeys.map(apiKeyOnWire), next ? writeCursor([next.createdAt, next.id]) : null);
});

export const POST = route(postApiKey, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  const idempotencyKey = idempotencyKeyOf(call.request);
  const { apiKey, text } = await createApiKey(ctx, {
    ...call.body,
    ...(idempotencyKey === null ? {} : { idempotencyKey }),
  });
  return created({ ...apiKeyOnWire(apiKey), key: text });
});
