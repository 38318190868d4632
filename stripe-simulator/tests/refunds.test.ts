import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventTypes, openBench, refusal, type Bench } from "./support";

let bench: Bench;
beforeEach(async () => void (bench = await openBench({ startAt: new Date("2027-03-01T10:00:00Z") })));
afterEach(() => bench.simulator.close());

/** A payment of $50.00 that succeeded. */
async function paid(token = "pm_card_visa"): Promise<{ intent: string; charge: string }> {
  const intent = await bench.stripe.paymentIntents.create({
    amount: 5000,
    currency: "usd",
    payment_method: token,
    confirm: true,
  });
  return { intent: intent.id, charge: intent.latest_charge as string };
}

const after = async (count: number) => (await eventTypes(bench.stripe)).slice(count);

describe("refunds", () => {
  it("give back a part, then all that is left, and no more", async () => {
    const { intent, charge } = await paid();
    const told = (await eventTypes(bench.stripe)).length;
    const part = await bench.stripe.refunds.create({ charge, amount: 1999, reason: "requested_by_customer" });
    expect(part).toMatchObject({ object: "refund", amount: 1999, status: "succeeded", payment_intent: intent });
    expect(await bench.stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 1999, refunded: false });
    const tooMuch = await refusal(bench.stripe.refunds.create({ charge, amount: 3002 }));
    expect([tooMuch.statusCode, tooMuch.param, tooMuch.message]).toEqual([
      400,
      "amount",
      "Refund amount ($30.02) is greater than unrefunded amount on charge ($30.01)",
    ]);
    const rest = await bench.stripe.refunds.create({ payment_intent: intent, metadata: { why: "all" } });
    expect(rest.amount).toBe(3001);
    const whole = await bench.stripe.charges.retrieve(charge, { expand: ["refunds"] });
    expect([whole.amount_refunded, whole.refunded, whole.refunds?.data.map((each) => each.id)]).toEqual([
      5000,
      true,
      [rest.id, part.id],
    ]);
    expect((await refusal(bench.stripe.refunds.create({ charge }))).code).toBe("charge_already_refunded");
    expect(await after(told)).toEqual(["refund.created", "charge.refunded", "refund.created", "charge.refunded"]);
    const [event] = (await bench.stripe.events.list({ type: "charge.refunded" })).data;
    expect(event?.data.previous_attributes).toEqual({ amount_refunded: 1999, refunded: false });
    expect((await bench.stripe.refunds.list({ charge })).data.map((each) => each.amount)).toEqual([3001, 1999]);
    const moved = await bench.stripe.balanceTransactions.retrieve(rest.balance_transaction as string);
    expect(moved).toMatchObject({ amount: -3001, fee: 0, net: -3001, type: "refund", source: rest.id });
  });

  it("need a charge that succeeded", async () => {
    expect((await refusal(bench.stripe.refunds.create({}))).code).toBe("parameter_missing");
    const open = await bench.stripe.paymentIntents.create({ amount: 5000, currency: "usd" });
    expect((await refusal(bench.stripe.refunds.create({ payment_intent: open.id }))).message).toContain(
      "does not have a successful charge",
    );
    const { charge } = await paid();
    expect((await refusal(bench.stripe.refunds.create({ charge, payment_intent: open.id }))).param).toBe("charge");
    expect((await refusal(bench.stripe.refunds.create({ charge, amount: 0 }))).param).toBe("amount");
    expect((await refusal(bench.stripe.refunds.create({ charge: "ch_none" }))).code).toBe("resource_missing");
    const { id } = await bench.stripe.refunds.create({ charge });
    expect((await refusal(bench.stripe.refunds.cancel(id))).statusCode).toBe(400);
  });

  // https://docs.stripe.com/testing#refunds
  it("follow the bank of the asynchronous test cards, over a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "simulator-"));
    const stateFile = join(folder, "state.json");
    await bench.simulator.close();
    bench = await openBench({ stateFile });
    const slow = await paid("pm_card_pendingRefund");
    const bad = await paid("pm_card_refundFail");
    const pending = await bench.stripe.refunds.create({ charge: slow.charge });
    const failing = await bench.stripe.refunds.create({ charge: bad.charge, amount: 700 });
    expect([pending.status, pending.pending_reason, failing.status]).toEqual(["pending", "processing", "succeeded"]);
    await bench.simulator.close();
    bench = await openBench({ stateFile });
    await bench.moveTo((await bench.now()) + 61);
    expect((await bench.stripe.refunds.retrieve(pending.id)).status).toBe("succeeded");
    expect(await bench.stripe.refunds.retrieve(failing.id)).toMatchObject({
      status: "failed",
      failure_reason: "unknown",
    });
    expect(await bench.stripe.charges.retrieve(bad.charge)).toMatchObject({ amount_refunded: 0, refunded: false });
    const types = await eventTypes(bench.stripe);
    expect(types.filter((type) => type === "refund.failed")).toHaveLength(1);
    expect(types.filter((type) => type === "charge.refund.updated")).toHaveLength(2);
    rmSync(folder, { recursive: true });
  });
});

describe("disputes", () => {
  const control = (path: string, body: object) => bench.control<Stripe.Dispute>("POST", path, body);

  it("take the money and a fee, and give both back when they are won", async () => {
    const { intent, charge } = await paid();
    const told = (await eventTypes(bench.stripe)).length;
    const dispute = await control("/disputes", { payment_intent: intent });
    expect(dispute).toMatchObject({ amount: 5000, status: "needs_response", reason: "fraudulent", charge });
    const [taken] = (await bench.stripe.disputes.retrieve(dispute.id)).balance_transactions;
    expect([taken?.amount, taken?.fee, taken?.net]).toEqual([-5000, 1500, -6500]);
    expect((await bench.stripe.charges.retrieve(charge)).disputed).toBe(true);
    expect((await refusal(bench.stripe.refunds.create({ charge }))).code).toBe("charge_disputed");
    // https://docs.stripe.com/testing#disputes: evidence decides in test mode.
    const staged = await bench.stripe.disputes.update(dispute.id, {
      evidence: { customer_name: "Ada" },
      submit: false,
    });
    expect([staged.status, staged.evidence_details.submission_count]).toEqual(["needs_response", 0]);
    const won = await bench.stripe.disputes.update(dispute.id, {
      evidence: { uncategorized_text: "winning_evidence" },
    });
    expect([won.status, won.evidence.customer_name, won.balance_transactions.map((each) => each.net)]).toEqual([
      "won",
      "Ada",
      [-6500, 6500],
    ]);
    expect(await after(told)).toEqual([
      "charge.updated",
      "charge.dispute.created",
      "charge.dispute.funds_withdrawn",
      "charge.dispute.updated",
      "charge.dispute.updated",
      "charge.dispute.closed",
      "charge.dispute.funds_reinstated",
    ]);
    expect((await refusal(bench.stripe.disputes.close(dispute.id))).statusCode).toBe(400);
  });

  it("are lost by evidence, by acceptance, by the bank and by silence", async () => {
    const opened = async () => (await control("/disputes", await paid())).id;
    const update = (id: string, uncategorized_text: string) =>
      bench.stripe.disputes.update(id, { evidence: { uncategorized_text } });
    expect((await update(await opened(), "losing_evidence")).status).toBe("lost");
    expect((await bench.stripe.disputes.close(await opened())).status).toBe("lost");
    const judged = await opened();
    expect((await update(judged, "a letter")).status).toBe("under_review");
    expect((await refusal(update(judged, "another letter"))).param).toBe("evidence");
    expect((await control("/disputes/close", { dispute: judged, outcome: "lost" })).status).toBe("lost");
    const silent = await opened();
    const { due_by: due } = (await bench.stripe.disputes.retrieve(silent)).evidence_details;
    await bench.moveTo((due ?? 0) + 1);
    const over = await bench.stripe.disputes.retrieve(silent);
    expect([over.status, over.evidence_details.past_due]).toEqual(["lost", true]);
  });

  it("come by themselves for the test cards; an inquiry takes nothing and may still be refunded", async () => {
    const expected = [
      ["pm_card_createDispute", "fraudulent", "needs_response", 1],
      ["pm_card_createDisputeProductNotReceived", "product_not_received", "needs_response", 1],
      ["pm_card_createDisputeInquiry", "fraudulent", "warning_needs_response", 0],
    ] as const;
    for (const [token, reason, status, movements] of expected) {
      const { charge } = await paid(token);
      await bench.moveTo((await bench.now()) + 2);
      const [dispute] = (await bench.stripe.disputes.list({ charge })).data;
      expect([dispute?.reason, dispute?.status, dispute?.balance_transactions.length]).toEqual([
        reason,
        status,
        movements,
      ]);
      if (movements === 0) expect((await bench.stripe.refunds.create({ charge })).status).toBe("succeeded");
    }
  });
});
