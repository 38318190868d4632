import Stripe from "stripe";
import { AppError } from "@/lib/kernel/errors";
import type { PortalFlow, PortalRequest } from "@/lib/payments";
import { call } from "./client";

type FlowParams = Stripe.BillingPortal.SessionCreateParams.FlowData;

/** Opens Stripe's portal, at its first page or where a deep link leads. Nothing changes by opening it. */
export async function createPortalSession(
  stripe: Stripe,
  { customerId, returnUrl, flow }: PortalRequest,
): Promise<string> {
  const flow_data = flowParams(flow, returnUrl);
  const session = await call("open the billing portal", async () => {
    try {
      return await stripe.billingPortal.sessions.create({
        customer: customerId,
        return_url: returnUrl,
        ...(flow_data ? { flow_data } : {}),
      });
    } catch (error) {
      throw isFlowRefused(error) ? notOffered(flow, error) : error;
    }
  });
  return session.url;
}

/** Whoever came for one thing is led back once it is done. */
function flowParams(flow: PortalFlow, returnUrl: string): FlowParams | null {
  const after_completion = { type: "redirect", redirect: { return_url: returnUrl } } as const;
  switch (flow.to) {
    case "home":
      return null;
    case "payment_method":
      return { type: "payment_method_update", after_completion };
    case "details":
      return { type: "customer_update", after_completion };
    case "cancel":
      return {
        type: "subscription_cancel",
        subscription_cancel: { subscription: flow.subscriptionId },
        after_completion,
      };
    case "change_plan":
      return {
        type: "subscription_update",
        subscription_update: { subscription: flow.subscriptionId },
        after_completion,
      };
  }
}

const isFlowRefused = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && (error.param?.startsWith("flow_data") ?? false);

const notOffered = ({ to }: PortalFlow, cause: unknown): AppError =>
  new AppError(
    "CONFLICT",
    "The billing portal does not offer this for the subscription as it is. Open the portal's first page, or have its settings at Stripe changed.",
    { details: { state: "flow_not_offered", flow: to, allowed: ["home"] }, cause },
  );
