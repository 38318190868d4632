import { receiveThinWebhook } from "@/lib/stripe";
import { webhookDoor } from "../webhook-door";

/**
 * Stripe's thin events, by which alone it tells of usage that its meters could not count. Verified, stored and answered as
 * the others are; they have an endpoint of their own at Stripe, so its secret stands in STRIPE_WEBHOOK_SECRET as well.
 */
export const POST = webhookDoor(receiveThinWebhook);
