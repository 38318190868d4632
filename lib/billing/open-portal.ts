import type { Ctx } from "@/lib/context";
import { required } from "@/lib/kernel/errors";
import type { PortalFlow } from "@/lib/payments";
import { standingOf } from "@/lib/subscriptions";
import { getOrganization } from "@/lib/tenancy";
import { neverBought, notKeptByStripe, stepRefused } from "./errors";
import { choicesOf, permitStep } from "./permit-step";

/** What a link into the portal leads to. */
export type PortalPlace = PortalFlow["to"];
export const PORTAL_PLACES = [
  "home",
  "payment_method",
  "details",
  "cancel",
  "change_plan",
] as const satisfies readonly PortalPlace[];

export interface OpenPortal {
  readonly returnUrl: string;
  readonly to?: PortalPlace;
}

/**
 * The address of the provider's portal for the context's organization, at its first page or where `to` leads. CONFLICT when
 * it has never bought anything, when the subscription does not allow the step (with state and choices), and when the portal
 * is not set up to offer it. Opening changes nothing; each call makes a new link, which lasts for minutes.
 */
export async function openPortal(ctx: Ctx, { returnUrl, to = "home" }: OpenPortal): Promise<string> {
  const organization = await getOrganization(
    ctx,
    required(ctx.organization, "the organization whose portal is opened"),
  );
  if (organization.stripeCustomerId === null) throw neverBought();
  const flow = await flowTo(ctx, to);
  return ctx.payments.createPortalSession({ customerId: organization.stripeCustomerId, returnUrl, flow });
}

/** What is done to a subscription there has to be allowed here too: Stripe does not know our table of steps. */
async function flowTo(ctx: Ctx, to: PortalPlace): Promise<PortalFlow> {
  if (to !== "cancel" && to !== "change_plan") return { to };
  const step = to === "cancel" ? "cancel_at_period_end" : "change_plan";
  const { live, plan } = await permitStep(ctx, step);
  // Repeating a step may be allowed because it changes nothing; there is no page for that.
  const choices = choicesOf(live, plan);
  if (!choices.includes(step)) throw stepRefused(standingOf(live, plan.fallback), step, choices);
  if (live.stripeSubscriptionId === null) throw notKeptByStripe();
  return { to, subscriptionId: live.stripeSubscriptionId };
}
