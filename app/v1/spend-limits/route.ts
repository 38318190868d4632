import { list, route } from "@/lib/http";
import { listSpendLimits } from "@/lib/billing";
import { getSpendLimits } from "./contract";
import { spendLimitOnWire } from "./on-wire";

export const GET = route(getSpendLimits, async (call) => {
  const ctx = await call.forOrganization(call.query.organization);
  return list((await listSpendLimits(ctx)).map(spendLimitOnWire), null);
});
