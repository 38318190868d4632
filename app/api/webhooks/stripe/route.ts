import { receiveWebhook } from "@/lib/stripe";
import { webhookDoor } from "./webhook-door";

/**
 * Stripe's events: the raw bytes are verified and stored, and answered with 200 whether or not they were known. What
 * they mean is worked out afterwards, by the worker. 400 for a signature that does not hold or an event of another mode or
 * account, 413 above 1 MiB, 503 when the database is away (Stripe sends again).
 */
export const POST = webhookDoor(receiveWebhook);
