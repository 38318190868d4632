import { z } from "zod";
import { createActivationCode, listActivationCodes } from "@/lib/activation";
import { created, idempotencyKeyOf, list, readCursor, route, writeCursor } from "@/lib/http";
import { getActivationCodes, postActivationCode } from "./contract";
import { activationCodeOnWire } from "./on-wire";

const keyset = z.tuple([z.number().int().min(0).max(8.64e15), z.string()]);

export const GET = route(getActivationCodes, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  const after = readCursor(call.query.cursor, keyset);
  const { activationCodes, next } = await listActivationCodes(ctx, {
    limit: call.query.limit,
    ...(after ? { after: { createdAt: after[0], id: after[1] } } : {}),
  });
  return list(activationCodes.map(activationCodeOnWire), next ? writeCursor([next.createdAt, next.id]) : null);
});

export const POST = route(postActivationCode, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  const idempotencyKey = idempotencyKeyOf(call.request);
  const { activationCode, text } = await createActivationCode(ctx, {
    ...call.body,
    ...(idempotencyKey === null ? {} : { idempotencyKey }),
  });
  return created({ ...activationCodeOnWire(activationCode), code: text });
});
