import { apiKeyOnWire, changeApiKey, getApiKey, revokeApiKey } from "@/lib/access";
import { ok, route } from "@/lib/http";
import { deleteApiKey, getApiKeyById, patchApiKey } from "../contract";

export const GET = route(getApiKeyById, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  return ok(apiKeyOnWire(await getApiKey(ctx, call.params.key)));
});

export const PATCH = route(patchApiKey, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  return ok(apiKeyOnWire(await changeApiKey(ctx, call.params.key, call.body)));
});

export const DELETE = route(deleteApiKey, async (call) => {
  const ctx = await call.forOrganization(call.params.id);
  return ok(apiKeyOnWire(await revokeApiKey(ctx, call.params.key)));
});
