import { ok, route } from "@/lib/http";
import { listSpendLimits, removeSpendLimit, setSpendLimit } from "@/lib/billing";
import { notFound } from "@/lib/kernel/errors";
import { deleteSpendLimit, putSpendLimit } from "../contract";
import { spendLimitOnWire } from "../on-wire";

export const PUT = route(putSpendLimit, async (call) => {
  const ctx = await call.forOrganization(call.body.organization);
  await setSpendLimit(ctx, call.params.meter, call.body.limit);
  const set = (await listSpendLimits(ctx)).find((each) => each.meter === call.params.meter);
  if (!set) throw notFound("spend limit");
  return ok(spendLimitOnWire(set));
});

export const DELETE = route(deleteSpendLimit, async (call) => {
  const ctx = await call.forOrganization(call.query.organization);
  await removeSpendLimit(ctx, call.params.meter);
  return ok({ meter: call.params.meter, removed: true });
});
