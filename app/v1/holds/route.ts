import { z } from "zod";
import { list, preflight, readCursor, reporterOf, route, writeCursor } from "@/lib/http";
import { isId } from "@/lib/kernel/ids";
import { holdUsage, listHolds } from "@/lib/metering";
import type { HoldStatus } from "@/lib/quota";
import { answer, keyOf } from "../usage/report";
import { getHolds, postHold } from "./contract";
import { holdOnWire } from "./on-wire";

export const POST = route(postHold, async (call) => {
  const { organization, idempotencyKey, ...body } = call.body;
  const key = keyOf({ idempotencyKey }, call.request.headers.get("idempotency-key"));
  const ctx = await call.forOrganization(organization);
  const recorded = await holdUsage(ctx, reporterOf(call.caller), {
    ...body,
    key,
    subject: body.subject ?? null,
    provider: body.provider ?? null,
    endpoint: body.endpoint ?? null,
    userId: body.userId ?? null,
    requestId: body.requestId ?? null,
    properties: body.properties ?? null,
  });
  return answer(ctx, recorded);
});

const keyset = z.tuple([z.string().refine((id) => isId("hold", id))]);

export const GET = route(getHolds, async (call) => {
  const { organization, status, meter, limit, cursor } = call.query;
  const ctx = await call.forOrganization(organization);
  const { environment } = reporterOf(call.caller);
  const filter = { status: (status?.toUpperCase() ?? null) as HoldStatus | null, meter: meter ?? null };
  const page = await listHolds(ctx, environment, filter, { limit, after: readCursor(cursor, keyset)?.[0] ?? null });
  return list(
    page.holds.map((hold) => holdOnWire(ctx, environment, hold)),
    page.next === null ? null : writeCursor([page.next]),
  );
});

export const OPTIONS = preflight(postHold, getHolds);
