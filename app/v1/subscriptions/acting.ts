import { refuseUnlessLive } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { idempotently, type Answer, type Call, type Contract } from "@/lib/http";
import { AppError, notFound } from "@/lib/kernel/errors";
import { getSubscription, organizationOfSubscription, type Step, type Subscription } from "@/lib/subscriptions";
import { subscriptionOnWire } from "./on-wire";

type CallById = Pick<Call<Contract>, "world" | "forOrganization" | "request"> & {
  readonly params: { readonly id: string };
};

/** A subscription, and the context of its organization. One that the caller may not speak for is as absent as none. */
export interface Meant {
  readonly ctx: Ctx;
  readonly subscription: Subscription;
}

/** The subscription of the path: its id says whose it is, so nobody has to name the organization besides. */
export async function meant(call: CallById): Promise<Meant> {
  const organizationId = await organizationOfSubscription(call.world, call.params.id);
  if (!organizationId) throw notFound("subscription");
  try {
    const ctx = await call.forOrganization(organizationId);
    return { ctx, subscription: await getSubscription(ctx, ctx.organization ?? "", call.params.id) };
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") throw notFound("subscription");
    throw error;
  }
}

/** The same, refused unless it is the live one. */
export async function meantLive(call: CallById, step: Step): Promise<Meant> {
  const found = await meant(call);
  refuseUnlessLive(found.subscription, step);
  return found;
}

/** Takes one step and answers the subscription that it leads to; repeated under its key, the first answer. */
export async function answerStep(
  call: CallById & { readonly body?: unknown },
  step: Step,
  take: (ctx: Ctx) => Promise<Subscription>,
): Promise<Answer> {
  const { ctx, subscription } = await meant(call);
  const about = { name: `subscriptions.${step}:${subscription.id}`, input: call.body ?? null };
  return idempotently(ctx, call.request, about, async () => {
    refuseUnlessLive(subscription, step);
    return subscriptionOnWire(ctx, await take(ctx));
  });
}
