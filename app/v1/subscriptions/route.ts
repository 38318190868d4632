import { z } from "zod";
import { idempotently, list, readCursor, route, writeCursor } from "@/lib/http";
import { assignPlanByHand } from "@/lib/billing";
import { required } from "@/lib/kernel/errors";
import { listSubscriptions } from "@/lib/subscriptions";
import { getSubscriptions, postSubscription } from "./contract";
import { subscriptionOnWire } from "./on-wire";

const keyset = z.tuple([z.string()]);

export const GET = route(getSubscriptions, async (call) => {
  const ctx = await call.forOrganization(call.query.organization);
  const page = await listSubscriptions(ctx, required(ctx.organization, "the organization"), {
    limit: call.query.limit,
    after: readCursor(call.query.cursor, keyset)?.[0] ?? null,
  });
  const rows = await Promise.all(page.subscriptions.map((subscription) => subscriptionOnWire(ctx, subscription)));
  return list(rows, page.next === null ? null : writeCursor([page.next]));
});

export const POST = route(postSubscription, async (call) => {
  const { plan, interval, reason, endStripeSubscription, organization } = call.body;
  const ctx = await call.forOrganization(organization);
  const about = { name: "subscriptions.assign", input: { plan, interval, reason, endStripeSubscription } };
  return idempotently(ctx, call.request, about, async () => {
    const assigned = await assignPlanByHand(ctx, required(ctx.organization, "the organization"), plan.toUpperCase(), {
      reason,
      endStripeSubscription,
      interval: interval === "year" ? "YEAR" : "MONTH",
    });
    return subscriptionOnWire(ctx, assigned);
  });
});
