import { stripeMode } from "@/lib/platform/env";
import type { Session } from "../session";
import { Stop } from "../stop";

/** Stands before every verb that speaks to Stripe. */
export function requireStripe(session: Session): void {
  if (stripeMode(session.world.env) === "off")
    throw new Stop("Payments are off: no Stripe key is set. Set STRIPE_SECRET_KEY.");
}
