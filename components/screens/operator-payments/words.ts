import { formatMoney, type Money } from "../../format";
import type { DisputeLine, PaymentRow } from "./model";

/** What a dispute means, in a sentence: who has the money, and until when it can be answered. */
export function disputeWords({ status, inquiry }: Pick<DisputeLine, "status" | "inquiry">): string {
  switch (status) {
    case "needs_response":
      return inquiry
        ? "The bank asks about it; no money has moved. Answer at Stripe."
        : "The bank has taken the money. Answer at Stripe to get it back.";
    case "under_review":
      return "It was answered; the bank decides.";
    case "won":
      return "Decided for you; the money came back.";
    case "lost":
      return "Decided for the payer; the money is gone.";
    case "closed":
      return "The bank asked and let it rest; no money has moved.";
  }
}

/** How a payment would stand after a refund of `amount` minor units. */
export function afterRefund({ amount, refunded, refundable }: PaymentRow, wanted: bigint): string {
  const back = BigInt(refunded?.amount ?? "0") + wanted;
  const left = BigInt(refundable?.amount ?? "0") - wanted;
  const inWords = (value: bigint): string => formatMoney({ amount: value.toString(), currency: amount.currency });
  const rest = left === 0n ? "nothing more can be given back" : `${inWords(left)} can still be given back`;
  return `${inWords(back)} of ${formatMoney(amount)} will have gone back; ${rest}.`;
}

/** Why an amount cannot be given back, or null when it can. */
export function amountFault(wanted: bigint | null, refundable: Money): string | null {
  if (wanted === null || wanted <= 0n) return "Write an amount above 0, such as 12.50.";
  return wanted > BigInt(refundable.amount) ? `At most ${formatMoney(refundable)} can be given back.` : null;
}
