import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  applyCheckout,
  carryOutRefunds,
  mirrorInvoice,
  mirrorMoneyBack,
  refundPayment,
  startCheckout,
  type RefundWish,
} from "@/lib/billing";
import { queryJournal } from "@/lib/journal";
import type { Ctx } from "@/lib/context";
import { required, unavailable, type AppError } from "@/lib/kernel/errors";
import { listPaymentAccounts, type PaymentAccount, type PaymentProvider } from "@/lib/payments";
import { processDueEvents, receiveWebhook } from "@/lib/stripe";
import { openMarket, refusal, SIMULATOR_KEY, type Market } from "./billing.fixture";

let market: Market;
beforeAll(async () => void (market = await openMarket()));
afterAll(() => market.close());

let keys = 0;
/** An organization that has paid $29.99 for a month of PRO, with the card of that number. */
async function pays(card?: string): Promise<{ organization: string; account: PaymentAccount }> {
  const organization = await market.organization();
  const started = await startCheckout(market.as(organization), {
    planCode: "PRO",
    interval: "MONTH",
    successUrl: "http://weir.test/return?session={CHECKOUT_SESSION_ID}",
    cancelUrl: "http://weir.test/pricing",
    idempotencyKey: `buy-${(keys += 1)}`,
  });
  if (started.kind !== "redirect") throw new Error("a checkout was expected");
  expect((await market.pay(started.url, card)).status).toBe(303);
  await applyCheckout(market.as(organization), started.sessionId);
  return { organization, account: await accountOf(organization) };
}

const accountOf = async (organization: string): Promise<PaymentAccount> =>
  required((await listPaymentAccounts(market.ctx, organization)).payments[0], "a payment");
const intentOf = ({ payment }: PaymentAccount): string => required(payment.paymentIntentId, "the payment intent");
const stripeRefunds = async (account: PaymentAccount): Promise<number[]> =>
  (await market.stripe.refunds.list({ payment_intent: intentOf(account), limit: 100 })).data.map((each) => each.amount);
const wish = ({ payment }: PaymentAccount, amount: bigint | null, more: Partial<RefundWish> = {}): RefundWish => ({
  paymentId: payment.id,
  amount,
  reason: "asked by the customer",
  idempotencyKey: `refund-${(keys += 1)}`,
  ...more,
});
/** Stripe does what it is asked for, and no answer arrives. */
function answersAreLost(organization: string): Ctx {
  const ctx = market.as(organization);
  const makeRefund: PaymentProvider["makeRefund"] = async (request) => {
    await ctx.payments.makeRefund(request);
    throw unavailable("The payment provider did not answer.", 2);
  };
  return { ...ctx, payments: { ...ctx.payments, makeRefund } };
}
const control = async (path: string, body: unknown): Promise<void> => {
  const answer = await fetch(`${market.simulator.url}/_simulator/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${SIMULATOR_KEY}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
};
const told = (organization: string): Promise<{ type: string; payload: Record<string, unknown> }[]> =>
  market.rows(
    "select type, payload from outbox_message where organization_id = $1 and (type like 'payment.%' or type = 'mail.ordered') order by seq",
    organization,
  );
const typesTold = async (organization: string): Promise<string[]> =>
  (await told(organization)).map(({ type, payload }) =>
    type === "mail.ordered" ? `mail ${String(payload.kind)}` : type,
  );

describe("a refund by an operator", () => {
  it("gives back parts and then the rest, each told, journaled and mailed once", async () => {
    const { organization, account } = await pays();
    await market.rows(
      "update organization set billing_email = 'bills@acme.example' where id = $1 returning id",
      organization,
    );
    expect(account.payment).toMatchObject({ status: "SUCCEEDED", amount: 2_999n, refundedAmount: 0n });
    const part = await refundPayment(market.as(organization), wish(account, 1_000n));
    expect(part.refund).toMatchObject({ amount: 1_000n, status: "SUCCEEDED", reason: "asked by the customer" });
    expect(part.account.payment).toMatchObject({ status: "SUCCEEDED", refundedAmount: 1_000n });
    // 29.99 − 10.00 = 19.99: without an amount the rest goes back.
    const rest = await refundPayment(market.as(organization), wish(account, null));
    expect(rest.refund.amount).toBe(1_999n);
    expect(rest.account.payment).toMatchObject({ status: "REFUNDED", refundedAmount: 2_999n });
    expect(await stripeRefunds(account)).toEqual([1_999, 1_000]);
    expect(await typesTold(organization)).toEqual([
      "payment.succeeded",
      ...["payment.refunded", "mail refund_issued", "payment.refunded", "mail refund_issued"],
    ]);
    const actions = (await queryJournal(market.as(organization))).entries.map((entry) => entry.action);
    expect(actions.filter((action) => action === "payment.refund_requested")).toHaveLength(2);
    // What Stripe tells of it afterwards is nothing new.
    expect(await mirrorMoneyBack(market.ctx, intentOf(account))).toBe("unchanged");
    expect(await typesTold(organization)).toHaveLength(5);
  });

  it("is made once for one key, and another body under it is refused", async () => {
    const { organization, account } = await pays();
    const same = wish(account, 500n);
    const first = await refundPayment(market.as(organization), same);
    const second = await refundPayment(market.as(organization), same);
    expect([second.refund.id, second.replayed]).toEqual([first.refund.id, true]);
    expect(await refusal(refundPayment(market.as(organization), { ...same, amount: 501n }))).toBe(
      "IDEMPOTENCY_MISMATCH",
    );
    expect(await stripeRefunds(account)).toEqual([500]);
  });

  it("of more than is left, of nothing, without a reason or of another's payment changes nothing", async () => {
    const { organization, account } = await pays();
    const other = await market.organization();
    const tried = (amount: bigint | null, more: Partial<RefundWish> = {}, who = organization) =>
      refusal(refundPayment(market.as(who), wish(account, amount, more)));
    expect(await tried(3_000n)).toBe("CONFLICT");
    expect(await tried(0n)).toBe("VALIDATION_ERROR");
    expect(await tried(-5n)).toBe("VALIDATION_ERROR");
    expect(await tried(5n, { reason: "  " })).toBe("VALIDATION_ERROR");
    expect(await tried(5n, { paymentId: "pay_unknown" })).toBe("NOT_FOUND");
    expect(await tried(5n, {}, other)).toBe("NOT_FOUND");
    expect(await stripeRefunds(account)).toEqual([]);
    expect((await accountOf(organization)).refunds).toEqual([]);
  });

  it("asked for by fifty at once never exceeds the payment", async () => {
    const { organization, account } = await pays();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () =>
        refundPayment(market.as(organization), wish(account, 100n)).catch((e: unknown) => e),
      ),
    );
    const refused = outcomes.filter((outcome) => outcome instanceof Error) as AppError[];
    // 29.99 holds twenty-nine times a dollar; the others are told what is left: 99 cents.
    expect(refused).toHaveLength(21);
    expect(new Set(refused.map((error) => error.code))).toEqual(new Set(["CONFLICT"]));
    expect(refused[0]?.details).toEqual({ state: "more_than_left", refundable: { amount: "99", currency: "usd" } });
    expect(await stripeRefunds(account)).toHaveLength(29);
    expect((await accountOf(organization)).payment.refundedAmount).toBe(2_900n);
  }, 30_000);

  it("whose answer is lost is under way, counts, and is found again and not made twice", async () => {
    const { organization, account } = await pays();
    const lost = wish(account, 2_000n);
    expect(await refusal(refundPayment(answersAreLost(organization), lost))).toBe("UNAVAILABLE");
    const [pending] = (await accountOf(organization)).refunds;
    expect(pending).toMatchObject({ status: "PENDING", providerRefundId: null, amount: 2_000n });
    expect(await refusal(refundPayment(market.as(organization), wish(account, 1_000n)))).toBe("CONFLICT");
    const found = await refundPayment(market.as(organization), lost);
    expect(found.refund).toMatchObject({ id: pending?.id, status: "SUCCEEDED" });
    expect(await stripeRefunds(account)).toEqual([2_000]);
  }, 30_000);

  it("that nobody asks for again is taken up by the house after a minute", async () => {
    const { organization, account } = await pays();
    await control("failures", { when: "before", as: "disconnect", count: 9, match: "POST /v1/refunds" });
    expect(await refusal(refundPayment(market.as(organization), wish(account, 700n)))).toBe("UNAVAILABLE");
    await control("failures", { clear: true });
    expect(await carryOutRefunds(market.ctx, 10)).toBe(0);
    await market.rows(
      "update refund set asked_at = now() - interval '2 minutes' where payment_id = $1 returning id",
      account.payment.id,
    );
    expect(await carryOutRefunds(market.ctx, 10)).toBe(1);
    expect((await accountOf(organization)).refunds).toMatchObject([{ status: "SUCCEEDED", amount: 700n }]);
    expect(await stripeRefunds(account)).toEqual([700]);
  }, 30_000);

  it("that Stripe refuses leaves the room to others, and the mirror says what happened there", async () => {
    const { organization, account } = await pays();
    // Somebody gives back in the dashboard what we do not know of yet.
    await market.stripe.refunds.create({ payment_intent: intentOf(account), amount: 2_500 });
    const asked = wish(account, 1_000n);
    expect(await refusal(refundPayment(market.as(organization), asked))).toBe("CONFLICT");
    expect(await refusal(refundPayment(market.as(organization), asked))).toBe("CONFLICT");
    await mirrorMoneyBack(market.ctx, intentOf(account));
    const after = await accountOf(organization);
    expect(after.payment.refundedAmount).toBe(2_500n);
    expect(after.refunds.map(({ status, createdBy }) => `${createdBy} ${status}`).sort()).toEqual([
      "stripe SUCCEEDED",
      "system FAILED",
    ]);
    expect((await refundPayment(market.as(organization), wish(account, null))).refund.amount).toBe(499n);
  });
});

describe("what Stripe tells of a payment", () => {
  const deliver = async (types: readonly string[]): Promise<void> => {
    const wanted = (await market.events()).filter((event) => types.includes(event.type));
    for (const event of wanted.reverse())
      await receiveWebhook(
        { ...market.ctx, payments: { ...market.ctx.payments, verifyWebhook: () => eventOf(event) } },
        new Uint8Array(),
        "signed",
      );
    await processDueEvents(market.ctx, 200);
  };
  const eventOf = (event: { id: string; type: string; created: number; data: { object: object } }) => ({
    id: event.id,
    type: event.type,
    apiVersion: null,
    objectId: (event.data.object as { id: string }).id,
    customerId: null,
    createdAt: event.created * 1_000,
    payload: JSON.stringify(event),
  });

  it("of refunds, before the word of its invoice came, in any order and twice, ends in the same", async () => {
    const { organization, account } = await pays();
    const intent = intentOf(account);
    await market.rows(
      "update payment set stripe_payment_intent_id = null where id = $1 returning id",
      account.payment.id,
    );
    await market.stripe.refunds.create({ payment_intent: intent, amount: 1_000, reason: "duplicate" });
    await market.stripe.refunds.create({ payment_intent: intent, amount: 1_999 });
    await deliver(["refund.created", "charge.refunded"]);
    await deliver(["charge.refunded", "refund.created"]);
    const after = await accountOf(organization);
    expect(after.payment).toMatchObject({ status: "REFUNDED", refundedAmount: 2_999n });
    expect(after.refunds.map(({ amount, reason }) => [amount, reason])).toEqual([
      [1_000n, "duplicate"],
      [1_999n, null],
    ]);
    expect((await typesTold(organization)).filter((type) => type === "payment.refunded")).toHaveLength(2);
  });

  it("of a refund that the bank sends back: the money is here again", async () => {
    // 5126: the refund succeeds at first, and fails after a while (docs.stripe.com/testing#refunds).
    const { organization, account } = await pays("4000 0000 0000 5126");
    const { refund } = await refundPayment(market.as(organization), wish(account, null));
    expect(refund.amount).toBe(2_999n);
    await market.travelTo((await market.now()) + 5 * 60_000);
    await deliver(["refund.updated", "refund.failed"]);
    const after = await accountOf(organization);
    expect(after.payment).toMatchObject({ status: "SUCCEEDED", refundedAmount: 0n });
    expect(after.refunds).toMatchObject([{ status: "FAILED" }]);
    expect(await typesTold(organization)).toContain("payment.refund_failed");
  });

  it("of a dispute: the payment is disputed, nothing can be given back, and winning brings it back", async () => {
    const { organization, account } = await pays();
    await control("disputes", { payment_intent: intentOf(account), reason: "product_not_received" });
    await deliver(["charge.dispute.created", "charge.dispute.funds_withdrawn"]);
    const during = await accountOf(organization);
    expect(during.payment.status).toBe("DISPUTED");
    expect(during.disputes).toMatchObject([
      { status: "NEEDS_RESPONSE", reason: "product_not_received", amount: 2_999n, taken: 2_999n, inquiry: false },
    ]);
    expect(during.disputes[0]?.answerBy).toBeGreaterThan(await market.now());
    expect(await refusal(refundPayment(market.as(organization), wish(account, null)))).toBe("CONFLICT");
    await control("disputes/close", { dispute: during.disputes[0]?.providerDisputeId, outcome: "won" });
    await deliver(["charge.dispute.closed", "charge.dispute.funds_reinstated"]);
    const won = await accountOf(organization);
    expect(won.payment.status).toBe("SUCCEEDED");
    expect(won.disputes).toMatchObject([{ status: "WON", taken: 0n, answerBy: null }]);
    expect((await typesTold(organization)).filter((type) => type.startsWith("payment.dispute"))).toEqual([
      "payment.disputed",
      "payment.dispute_closed",
    ]);
  });

  it("of a dispute that is lost, and of an inquiry that takes nothing and may be answered with a refund", async () => {
    const lost = await pays();
    await control("disputes", { payment_intent: intentOf(lost.account) });
    const [dispute] = (await market.stripe.disputes.list({ payment_intent: intentOf(lost.account) })).data;
    await control("disputes/close", { dispute: dispute?.id, outcome: "lost" });
    await deliver(["charge.dispute.closed"]);
    expect((await accountOf(lost.organization)).payment.status).toBe("DISPUTED");
    const asked = await pays();
    await control("disputes", { payment_intent: intentOf(asked.account), inquiry: true });
    await deliver(["charge.dispute.created"]);
    expect((await accountOf(asked.organization)).disputes).toMatchObject([{ inquiry: true, taken: 0n }]);
    const { account } = await refundPayment(market.as(asked.organization), wish(asked.account, null));
    expect(account.payment.refundedAmount).toBe(2_999n);
  });

  it("that belongs to nobody here is left alone", async () => {
    expect(await mirrorMoneyBack(market.ctx, "pi_of_somebody_else")).toBe("ignored: the payment is none of ours");
    expect((await mirrorInvoice(market.ctx, "in_of_somebody_else")).invoice).toBeNull();
  });
});
