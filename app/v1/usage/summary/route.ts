import { ok, preflight, reporterOf, route } from "@/lib/http";
import { required } from "@/lib/kernel/errors";
import { readStanding } from "@/lib/quota";
import { limitOnWire } from "../../entitlements/on-wire";
import { getUsageSummary } from "./contract";

export const GET = route(getUsageSummary, async (call) => {
  const ctx = await call.forOrganization(call.query.organization);
  const organization = required(ctx.organization, "the organization");
  const standing = await readStanding(ctx, organization, reporterOf(call.caller).environment);
  return ok({
    organization,
    limits: standing.limits.map((l) => limitOnWire(l, standing.entitlements.plan?.currency ?? "usd")),
  });
});

export const OPTIONS = preflight(getUsageSummary);
