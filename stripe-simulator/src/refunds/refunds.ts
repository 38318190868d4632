import type { DueMoment } from "../world/due";
import { moneyText } from "../billing/amounts";
import { ApiError, invalidRequest } from "../http/errors";
import { recordMovement } from "../payments/balance-transactions";
import { cardOf } from "../payments/payment-methods";
import { newId } from "../world/ids";
import type { Charge, Refund } from "../world/objects";
import type { World } from "../world/world";

export interface WantedRefund {
  amount: number | undefined;
  reason: Refund["reason"];
  metadata: Record<string, string>;
}

/** How long the bank of the asynchronous test cards takes. */
const BANK_TAKES = 60;

/** What of a charge has not been refunded yet. */
export const refundable = (charge: Charge): number => charge.amount - charge.amount_refunded;

/**
 * Gives money of a charge back to its card: all that is left, or the given part.
 *
 * @throws ApiError when the charge did not succeed, was refunded or disputed already, or less is left than wanted.
 */
export function refundCharge(world: World, charge: Charge, wanted: WantedRefund): Refund {
  refuseUnrefundable(world, charge);
  const amount = wanted.amount ?? refundable(charge);
  checkAmount(charge, amount);
  const fate = world.state.paymentMethods.get(charge.payment_method ?? "");
  const bank = fate ? cardOf(world, fate).refund : "succeeds";
  const refund: Refund = {
    id: newId("re"),
    object: "refund",
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { reference_status: "pending", reference_type: "acquirer_reference_number", type: "refund" },
      type: "card",
    },
    metadata: wanted.metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: wanted.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: bank === "pending" ? "pending" : "succeeded",
    transfer_reversal: null,
    ...(bank === "pending" && { pending_reason: "processing" as const }),
  };
  refund.balance_transaction = recordMovement(world, {
    type: "refund",
    amount: -amount,
    fee: 0,
    currency: charge.currency,
    source: refund.id,
    description: "REFUND FOR CHARGE",
  }).id;
  world.state.refunds.set(refund.id, refund);
  if (bank !== "succeeds") world.state.refundsAtBank.set(refund.id, { at: world.now() + BANK_TAKES, outcome: bank });
  world.emit("refund.created", refund);
  world.change(charge, "charge.refunded", (draft) => {
    draft.amount_refunded += amount;
    draft.refunded = draft.amount_refunded === draft.amount;
  });
  return refund;
}

function refuseUnrefundable(world: World, charge: Charge): void {
  if (charge.status !== "succeeded")
    throw invalidRequest(
      `Charge ${charge.id} cannot be refunded because it did not succeed.`,
      undefined,
      "charge_not_refundable",
    );
  if (charge.refunded)
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, undefined, "charge_already_refunded");
  const dispute = [...world.state.disputes.values()].find((each) => each.charge === charge.id);
  if (!dispute || dispute.is_charge_refundable) return;
  throw new ApiError(400, {
    type: "invalid_request_error",
    code: "charge_disputed",
    message: `Charge ${charge.id} has been charged back; cannot issue a refund.`,
  });
}

function checkAmount(charge: Charge, amount: number): void {
  if (amount < 1) throw invalidRequest("Invalid positive integer", "amount", "parameter_invalid_integer");
  if (amount <= refundable(charge)) return;
  const [wanted, left] = [amount, refundable(charge)].map((each) => moneyText(each, charge.currency));
  throw invalidRequest(`Refund amount (${wanted}) is greater than unrefunded amount on charge (${left})`, "amount");
}

/** When the bank of a pending or failing refund answers. */
export function refundMoment(world: World, id: string, at: number): DueMoment {
  return { at, what: "a bank answers a refund", run: () => settle(world, id) };
}

function settle(world: World, id: string): void {
  const { outcome } = world.state.refundsAtBank.get(id) ?? { outcome: "pending" };
  world.state.refundsAtBank.delete(id);
  const refund = world.state.refunds.get(id);
  if (!refund) return;
  if (outcome === "fails") return failRefund(world, refund);
  world.change(refund, "refund.updated", (draft) => {
    draft.status = "succeeded";
    delete draft.pending_reason;
  });
  world.emit("charge.refund.updated", refund);
}

/** The bank sent the money back: it is the account's again, and so is the right to refund it. */
function failRefund(world: World, refund: Refund): void {
  const charge = world.state.charges.get(refund.charge ?? "");
  if (charge) {
    world.change(charge, "charge.updated", (draft) => {
      draft.amount_refunded -= refund.amount;
      draft.refunded = false;
    });
  }
  const reversal = recordMovement(world, {
    type: "refund_failure",
    amount: refund.amount,
    fee: 0,
    currency: refund.currency,
    source: refund.id,
    description: "REFUND FAILURE",
  });
  world.change(refund, "refund.updated", (draft) => {
    draft.status = "failed";
    draft.failure_reason = "unknown";
    draft.failure_balance_transaction = reversal.id;
  });
  world.emit("charge.refund.updated", refund);
  world.emit("refund.failed", refund);
}
