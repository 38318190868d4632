/** What a bank says to a charge or to saving a card. */
export interface Decline {
  code: string;
  declineCode: string | null;
  message: string;
}

/** What the holder of a card says of its charges. */
export interface DisputedAs {
  reason: string;
  networkCode: string;
  /** The bank asks first; no money moves. */
  inquiry: boolean;
}

export const FRAUDULENT: DisputedAs = { reason: "fraudulent", networkCode: "10.4", inquiry: false };

export interface TestCard {
  number: string;
  tokens: string[];
  brand: string;
  funding: "credit" | "debit";
  /** Refusal to be attached to a customer or to be set up. */
  attach: Decline | null;
  charge: Decline | null;
  /** When the bank asks its holder for 3-D Secure: never, at every payment, or until the card was set up once. */
  authentication: "never" | "always" | "until_set_up";
  /** What comes of refunds: success at once, success after a while, or success that is taken back. */
  refund: "succeeds" | "pending" | "fails";
  dispute: DisputedAs | null;
}

const declined = (declineCode: string): Decline => ({
  code: "card_declined",
  declineCode,
  message: "Your card was declined.",
});
const INSUFFICIENT: Decline = {
  code: "card_declined",
  declineCode: "insufficient_funds",
  message: "Your card has insufficient funds.",
};
const EXPIRED: Decline = { code: "expired_card", declineCode: "expired_card", message: "Your card has expired." };
const WRONG_CVC: Decline = {
  code: "incorrect_cvc",
  declineCode: "incorrect_cvc",
  message: "Your card's security code is incorrect.",
};
const PROCESSING: Decline = {
  code: "processing_error",
  declineCode: "processing_error",
  message: "An error occurred while processing your card. Try again in a little bit.",
};

function card(number: string, tokens: string[], brand: string, more: Partial<TestCard> = {}): TestCard {
  return {
    number,
    tokens,
    brand,
    funding: "credit",
    attach: null,
    charge: null,
    authentication: "never",
    refund: "succeeds",
    dispute: null,
    ...more,
  };
}

/** A card that neither attaches nor pays. */
function refused(number: string, token: string, decline: Decline): TestCard {
  return card(number, [token], "visa", { attach: decline, charge: decline });
}

/** The documented test cards (https://docs.stripe.com/testing). */
const CARDS: TestCard[] = [
  card("4242424242424242", ["pm_card_visa"], "visa"),
  card("4000056655665556", ["pm_card_visa_debit"], "visa", { funding: "debit" }),
  card("5555555555554444", ["pm_card_mastercard"], "mastercard"),
  card("378282246310005", ["pm_card_amex"], "amex"),
  card("6011111111111117", ["pm_card_discover"], "discover"),
  refused("4000000000000002", "pm_card_visa_chargeDeclined", declined("generic_decline")),
  refused("4000000000009995", "pm_card_visa_chargeDeclinedInsufficientFunds", INSUFFICIENT),
  refused("4000000000009987", "pm_card_visa_chargeDeclinedLostCard", declined("lost_card")),
  refused("4000000000009979", "pm_card_visa_chargeDeclinedStolenCard", declined("stolen_card")),
  refused("4000000000000069", "pm_card_chargeDeclinedExpiredCard", EXPIRED),
  refused("4000000000000127", "pm_card_chargeDeclinedIncorrectCvc", WRONG_CVC),
  refused("4000000000000119", "pm_card_chargeDeclinedProcessingError", PROCESSING),
  card("4000000000000341", ["pm_card_chargeCustomerFail"], "visa", { charge: declined("generic_decline") }),
  card("4000002500003155", ["pm_card_authenticationRequiredOnSetup"], "visa", { authentication: "until_set_up" }),
  card("4000002760003184", ["pm_card_authenticationRequired"], "visa", { authentication: "always" }),
  card("4000000000007726", ["pm_card_pendingRefund"], "visa", { refund: "pending" }),
  card("4000000000005126", ["pm_card_refundFail"], "visa", { refund: "fails" }),
  card("4000000000000259", ["pm_card_createDispute"], "visa", { dispute: FRAUDULENT }),
  card("4000000000002685", ["pm_card_createDisputeProductNotReceived"], "visa", {
    dispute: { reason: "product_not_received", networkCode: "13.1", inquiry: false },
  }),
  card("4000000000001976", ["pm_card_createDisputeInquiry"], "visa", { dispute: { ...FRAUDULENT, inquiry: true } }),
  card("4000008260003178", ["pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"], "visa", {
    authentication: "always",
    charge: INSUFFICIENT,
  }),
];

/** The test card with this number, or undefined: a real card number never works in test mode. */
export function cardByNumber(number: string): TestCard | undefined {
  return CARDS.find((each) => each.number === number.replace(/[\s-]/g, ""));
}

/** The test card behind a `pm_card_…` token, or undefined. */
export function cardByToken(token: string): TestCard | undefined {
  const alias = token.replace(/^pm_card_chargeDeclined$/, "pm_card_visa_chargeDeclined");
  return CARDS.find((each) => each.tokens.includes(alias));
}
