import { preflight, reporterOf, route } from "@/lib/http";
import { settleHold } from "@/lib/metering";
import { optionalKeyOf } from "../../../usage/report";
import { postHoldSettle } from "../../contract";
import { answerEnded } from "../../ended";

export const POST = route(postHoldSettle, async (call) => {
  const { organization, idempotencyKey, approxCost, ...body } = call.body;
  const key = optionalKeyOf({ idempotencyKey }, call.request.headers.get("idempotency-key"));
  const ctx = await call.forOrganization(organization);
  const recorded = await settleHold(ctx, reporterOf(call.caller), {
    hold: call.params.id,
    units: body.units,
    key,
    occurredAt: body.occurredAt ?? null,
    source: body.source ?? null,
    subject: body.subject ?? null,
    provider: body.provider ?? null,
    endpoint: body.endpoint ?? null,
    userId: body.userId ?? null,
    requestId: body.requestId ?? null,
    costMicros: approxCost ?? null,
    properties: body.properties ?? null,
  });
  return answerEnded(ctx, recorded);
});

export const OPTIONS = preflight(postHoldSettle);
