import { AppError, required } from "@/lib/kernel/errors";
import { iso } from "@/lib/kernel/time";
import { ok, preflight, route } from "@/lib/http";
import { readEntitlements } from "@/lib/entitlements";
import { allowancePeriod } from "@/lib/quota";
import { isoOrNull } from "../../fields";
import { getMySubscription } from "../contract";

export const GET = route(getMySubscription, async (call) => {
  const ctx = await call.forOrganization(call.query.organization);
  const { subscription: s, plan } = await readEntitlements(ctx, required(ctx.organization, "the organization"));
  if (!s || !plan)
    throw new AppError(
      "SUBSCRIPTION_MISSING",
      "This organization has no subscription. Choose a plan, or sign in once so that the free one is started.",
    );
  const period = allowancePeriod(s, ctx.clock.now());
  return ok({
    id: s.id,
    plan: plan.code,
    status: s.status.toLowerCase(),
    source: s.source.toLowerCase(),
    interval: s.interval.toLowerCase(),
    currentPeriodStart: iso(period.start),
    currentPeriodEnd: iso(period.end),
    trialEnd: isoOrNull(s.trialEnd),
    cancelAtPeriodEnd: s.cancelAtPeriodEnd,
  });
});

export const OPTIONS = preflight(getMySubscription);
