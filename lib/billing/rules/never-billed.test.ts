import { describe, expect, it } from "vitest";
import { money } from "@/lib/kernel/money";
import { DAY } from "@/lib/kernel/time";
import type { PricedLine, ProviderInvoice } from "@/lib/payments";
import { neverBilled, voidedInPause } from "./never-billed";

const START = Date.UTC(2026, 2, 3);
const END = Date.UTC(2026, 3, 3);
const USE = "price_use";

const line = (priceId: string | null, start: number, end: number): PricedLine => ({
  ...{ description: "", quantity: 1, amount: money(0, "usd"), period: { start, end }, proration: false, priceId },
});
const invoice = (more: Partial<ProviderInvoice>): ProviderInvoice => ({
  ...{ id: "in_1", customerId: "cus_1", subscriptionId: "sub_1", origin: "renewal", number: null, status: "void" },
  ...{ currency: "usd", subtotal: 0n, tax: 0n, total: 0n, amountDue: 0n, amountPaid: 0n, attempts: 0 },
  ...{ period: { start: START, end: END }, issuedAt: END, dueAt: null, paidAt: null, hostedUrl: null, pdfUrl: null },
  ...{
    lines: [line(USE, START, END), line(null, END, END)],
    nextAttemptAt: null,
    paymentIntentId: null,
    failure: null,
  },
  ...more,
});
const told = [{ stripePriceId: USE, period: { start: START, end: END } }];

describe("what was told and is on no bill", () => {
  it.each<[string, Partial<ProviderInvoice>, typeof told]>([
    ["a renewal that was void before it was asked for", {}, told],
    ["not one that was asked for first", { attempts: 1 }, []],
    ["not one that stands", { status: "open" }, []],
    ["not a change that nobody paid", { origin: "other" }, []],
  ])("in a pause: %s", (_, more, uses) => {
    expect(voidedInPause(invoice(more))).toEqual(uses);
  });

  it.each<[string, ProviderInvoice | null, typeof told]>([
    ["without any invoice", null, told],
    ["with a last invoice for it", invoice({ status: "paid" }), []],
    ["with a last invoice that is still owed", invoice({ status: "open" }), []],
    ["with a last invoice that is void", invoice({}), told],
    [
      "with the renewal alone, which billed the period before",
      invoice({ status: "paid", lines: [line(USE, START - 31 * DAY, START)] }),
      told,
    ],
    [
      "with a last invoice for something else",
      invoice({ status: "paid", lines: [line("price_plan", START, END)] }),
      told,
    ],
  ])("at an end: %s", (_, latest, uses) => {
    const ended = { period: { start: START, end: END }, endedAt: END - DAY, metered: [{ priceId: USE, since: START }] };
    expect(neverBilled(ended, latest)).toEqual(uses);
  });
});
