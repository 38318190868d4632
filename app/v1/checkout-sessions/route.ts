import { created, idempotently, requiredIdempotencyKey, route } from "@/lib/http";
import { startCheckout, type StartedCheckout } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { required } from "@/lib/kernel/errors";
import { getOrganization } from "@/lib/tenancy";
import { isoOrNull } from "../fields";
import { returnAddress } from "../return-address";
import { subscriptionOnWire } from "../subscriptions/on-wire";
import { postCheckoutSession } from "./contract";

const KEY_NEEDED = "A checkout needs an Idempotency-Key header, so that a repetition opens no second one.";

export const POST = route(postCheckoutSession, async (call) => {
  const idempotencyKey = requiredIdempotencyKey(call.request, KEY_NEEDED);
  const { organization, plan, interval, quantity, promotionCode, ...led } = call.body;
  const ctx = await call.forOrganization(organization);
  const { slug } = await getOrganization(ctx, required(ctx.organization, "the organization that buys"));
  const ours = `${ctx.env.WEIR_URL}/orgs/${slug}/billing`;
  const wish = {
    planCode: plan.toUpperCase(),
    interval: interval === "year" ? ("YEAR" as const) : ("MONTH" as const),
    ...(quantity === undefined ? {} : { quantity }),
    ...(promotionCode === undefined ? {} : { promotionCode }),
    successUrl: returnAddress(ctx, call.caller, {
      field: "successUrl",
      address: led.successUrl,
      ours: `${ours}/return?session={CHECKOUT_SESSION_ID}`,
    }),
    cancelUrl: returnAddress(ctx, call.caller, { field: "cancelUrl", address: led.cancelUrl, ours }),
  };
  const about = { name: "checkout-sessions.create", input: wish };
  const begin = async () => startedOnWire(ctx, await startCheckout(ctx, { ...wish, idempotencyKey }));
  return idempotently(ctx, call.request, about, begin, created);
});

async function startedOnWire(ctx: Ctx, started: StartedCheckout) {
  if (started.kind === "applied") {
    const subscription = await subscriptionOnWire(ctx, started.subscription);
    return { outcome: "applied", url: null, session: null, payment: null, trialDays: 0, expiresAt: null, subscription };
  }
  return {
    outcome: "redirect",
    url: started.url,
    session: started.sessionId,
    payment: started.paymentId,
    trialDays: started.trialDays,
    expiresAt: isoOrNull(started.expiresAt),
    subscription: null,
  };
}
