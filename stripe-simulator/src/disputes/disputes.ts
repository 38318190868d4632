import type { DueMoment } from "../world/due";
import type Stripe from "stripe";
import { DAY } from "../billing/calendar";
import { invalidRequest } from "../http/errors";
import { recordMovement } from "../payments/balance-transactions";
import type { DisputedAs } from "../payments/test-cards";
import { newId } from "../world/ids";
import type { Charge, Dispute } from "../world/objects";
import type { World } from "../world/world";

const FEE = 1500;
const TIME_TO_ANSWER = 10 * DAY;

export type Verdict = "won" | "lost";

/**
 * The holder disputes a charge. A chargeback takes the money and a fee at once; an inquiry takes nothing
 * (https://docs.stripe.com/disputes/how-disputes-work).
 *
 * @throws ApiError when the charge did not succeed or is disputed already.
 */
export function openDispute(world: World, charge: Charge, as: DisputedAs, amount = charge.amount): Dispute {
  if (charge.status !== "succeeded") throw invalidRequest("Only a charge that succeeded can be disputed.", "charge");
  if (charge.disputed) throw invalidRequest("This charge is disputed already.", "charge");
  if (amount < 1 || amount > charge.amount)
    throw invalidRequest("A dispute is about at least 1 and at most the charge's amount.", "amount");
  const brand = charge.payment_method_details?.card?.brand ?? "visa";
  const dispute: Dispute = {
    id: newId("du"),
    object: "dispute",
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence(charge),
    evidence_details: {
      due_by: world.now() + TIME_TO_ANSWER,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    intended_submission_method: null,
    is_charge_refundable: as.inquiry,
    livemode: false,
    metadata: {},
    network_reason_code: as.networkCode,
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand,
        case_type: as.inquiry ? "inquiry" : "chargeback",
        network: brand,
        network_reason_code: as.networkCode,
      },
      type: "card",
    },
    reason: as.reason,
    status: as.inquiry ? "warning_needs_response" : "needs_response",
  };
  world.state.disputes.set(dispute.id, dispute);
  world.change(charge, "charge.updated", (draft) => void (draft.disputed = true));
  world.emit("charge.dispute.created", dispute);
  if (!as.inquiry) moveFunds(world, dispute, "withdrawn");
  return dispute;
}

function noEvidence(charge: Charge): Dispute["evidence"] {
  const { email, name } = charge.billing_details;
  return {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: email,
    customer_name: name,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    enhanced_evidence: {},
    product_description: null,
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
  };
}

function moveFunds(world: World, dispute: Dispute, way: "withdrawn" | "reinstated"): void {
  const taken = way === "withdrawn";
  const transaction = recordMovement(world, {
    type: "adjustment",
    amount: taken ? -dispute.amount : dispute.amount,
    fee: taken ? FEE : -FEE,
    currency: dispute.currency,
    source: dispute.id,
    description: `Chargeback ${taken ? "withdrawal" : "reversal"} for ${String(dispute.charge)}`,
  });
  dispute.balance_transactions = [...dispute.balance_transactions, structuredClone(transaction)];
  world.emit(`charge.dispute.funds_${way}`, dispute);
}

const isInquiry = (dispute: Dispute): boolean => dispute.status.startsWith("warning_");

/** Whether the dispute has its last status. */
export const isClosed = (dispute: Dispute): boolean => ["won", "lost", "warning_closed"].includes(dispute.status);

/** The bank decides: what was won comes back, with the fee. An inquiry that ends takes nothing. */
export function decide(world: World, dispute: Dispute, verdict: Verdict): Dispute {
  if (isClosed(dispute))
    throw invalidRequest(`This dispute is already closed: its status is ${dispute.status}.`, "dispute");
  const status: Dispute["status"] = isInquiry(dispute) && verdict === "won" ? "warning_closed" : verdict;
  if (isInquiry(dispute) && verdict === "lost") moveFunds(world, dispute, "withdrawn");
  dispute.status = status;
  world.emit("charge.dispute.closed", dispute);
  if (status === "won") moveFunds(world, dispute, "reinstated");
  return dispute;
}

type Evidence = NonNullable<Stripe.DisputeUpdateParams["evidence"]>;

/** What the documentation's test evidence makes of a dispute (https://docs.stripe.com/testing#disputes). */
const VERDICTS: Record<string, Verdict> = { winning_evidence: "won", losing_evidence: "lost" };

/**
 * Takes evidence in; once submitted it is the bank's turn, and no more can be said.
 *
 * @throws ApiError when the dispute is closed or has been answered.
 */
export function answer(world: World, dispute: Dispute, evidence: Evidence | undefined, submit: boolean): void {
  if (isClosed(dispute))
    throw invalidRequest(`This dispute is already closed: its status is ${dispute.status}.`, "evidence");
  if (dispute.evidence_details.submission_count > 0)
    throw invalidRequest("Evidence for this dispute has already been submitted.", "evidence");
  const texts = Object.entries(evidence ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && entry[0] in dispute.evidence,
  );
  world.change(dispute, "charge.dispute.updated", (draft) => {
    Object.assign(draft.evidence, Object.fromEntries(texts.map(([name, text]) => [name, text === "" ? null : text])));
    draft.evidence_details.has_evidence ||= texts.some(([, text]) => text !== "");
    if (!submit) return;
    draft.evidence_details.submission_count = 1;
    draft.evidence_details.submission_method = "manual";
    draft.status = isInquiry(draft) ? "warning_under_review" : "under_review";
  });
  const verdict = submit ? VERDICTS[dispute.evidence.uncategorized_text ?? ""] : undefined;
  if (verdict) decide(world, dispute, verdict);
}

/** A dispute that nobody answers in time is lost; an inquiry ends by itself. */
export function disputeMoment(world: World, dispute: Dispute): DueMoment | undefined {
  const { due_by: dueBy, submission_count: answered } = dispute.evidence_details;
  if (dueBy === null || answered > 0 || isClosed(dispute)) return undefined;
  return {
    at: dueBy,
    what: "nobody has answered a dispute",
    run: () => {
      dispute.evidence_details.past_due = true;
      decide(world, dispute, isInquiry(dispute) ? "won" : "lost");
    },
  };
}

/** A charge of a card whose holder disputes everything. */
export function chargeDisputeMoment(world: World, id: string): DueMoment {
  const { at, as } = world.state.disputesToCome.get(id) ?? { at: 0, as: null };
  return {
    at,
    what: "a charge is disputed",
    run: () => {
      world.state.disputesToCome.delete(id);
      const charge = world.state.charges.get(id);
      if (charge && as && !charge.disputed && !charge.refunded) openDispute(world, charge, as);
    },
  };
}
