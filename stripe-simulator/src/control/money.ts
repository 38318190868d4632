import { invalidRequest } from "../http/errors";
import { decide, openDispute } from "../disputes/disputes";
import { FRAUDULENT } from "../payments/test-cards";
import type { Charge } from "../world/objects";
import type { World } from "../world/world";

type Fields = Record<string, unknown>;

/** The bank disputes a charge, or the latest one of a payment intent: as fraudulent unless told otherwise. */
export function disputeByControl(world: World, fields: Fields): object {
  const { reason = FRAUDULENT.reason, inquiry = false, amount } = fields;
  if (typeof reason !== "string") throw invalidRequest("`reason` must be a text.", "reason");
  if (typeof inquiry !== "boolean") throw invalidRequest("`inquiry` must be true or false.", "inquiry");
  if (amount !== undefined && (typeof amount !== "number" || !Number.isSafeInteger(amount)))
    throw invalidRequest("`amount` must be an integer.", "amount");
  return openDispute(world, chargeOf(world, fields), { ...FRAUDULENT, reason, inquiry }, amount);
}

function chargeOf(world: World, fields: Fields): Charge {
  const { charge, payment_intent: id } = fields;
  const intent = typeof id === "string" ? world.state.paymentIntents.get(id) : undefined;
  const wanted = typeof charge === "string" ? charge : (intent?.latest_charge ?? "");
  return world.need(world.state.charges, "charge", wanted, "charge");
}

/** The bank decides a dispute. */
export function closeDisputeByControl(world: World, { dispute, outcome }: Fields): object {
  if (outcome !== "won" && outcome !== "lost") throw invalidRequest("`outcome` must be won or lost.", "outcome");
  return decide(world, world.need(world.state.disputes, "dispute", String(dispute), "dispute"), outcome);
}

/** Whether meter events are refused when they come in, or accepted and told of by thin events. */
export function setMeterValidation(world: World, { validation }: Fields): object {
  if (validation !== "synchronous" && validation !== "asynchronous")
    throw invalidRequest("`validation` must be synchronous or asynchronous.", "validation");
  world.meterValidation = validation;
  return { validation };
}
