import { apiKeyOnWire, rotateApiKey } from "@/lib/access";
import { created, idempotencyKeyOf, route } from "@/lib/http";
import { SECOND } from "@/lib/kernel/time";
import { postApiKeyRotate } from "../../contract";

export const POST = route(postApiKeyRotate, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  const idempotencyKey = idempotencyKeyOf(call.request);
  const { overlapSeconds } = call.body;
  const { apiKey, text, previous } = await rotateApiKey(ctx, call.params.key, {
    ...(overlapSeconds === undefined ? {} : { overlap: overlapSeconds * SECOND }),
    ...(idempotencyKey === null ? {} : { idempotencyKey }),
  });
  return created({ ...apiKeyOnWire(apiKey), key: text, previous: apiKeyOnWire(previous) });
});
