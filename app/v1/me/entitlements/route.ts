import { ok, preflight, reporterOf, route } from "@/lib/http";
import { required } from "@/lib/kernel/errors";
import { readStanding } from "@/lib/quota";
import { entitlementsOnWire } from "../../entitlements/on-wire";
import { getMyEntitlements } from "../contract";

export const GET = route(getMyEntitlements, async (call) => {
  const ctx = await call.forOrganization(call.query.organization);
  return ok(
    entitlementsOnWire(
      await readStanding(ctx, required(ctx.organization, "the organization"), reporterOf(call.caller).environment),
    ),
  );
});

export const OPTIONS = preflight(getMyEntitlements);
