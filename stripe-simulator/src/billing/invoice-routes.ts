import type Stripe from "stripe";
import { mergedMetadata, updated } from "../catalog/metadata";
import { invalidRequest, missingParameter } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import { cardError, needPaymentMethod } from "../payments/payment-methods";
import type { Invoice } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { followPaid, invoiceMethod, payInvoice } from "./collection";
import { finalize, markPaid, markUncollectible, paymentOf, subscriptionOf, voidInvoice } from "./invoices";
import { DAY } from "./calendar";
import { giveDiscounts, ownDiscounts, totalAnew, wantedOn } from "../invoicing/invoice-discounts";
import { refuseFinalized } from "../invoicing/line-edits";
import { previewInvoice } from "./preview";

type Pay = Wire<Stripe.InvoicePayParams>;

export function invoiceRoutes(router: Router): void {
  router.on("GET", "/v1/invoices/:id", ({ world, id }) => need(world, id));
  router.on<Wire<Stripe.InvoiceListParams>>("GET", "/v1/invoices", ({ world, params }) => {
    const found = newestFirst(world.state.invoices).filter(
      (invoice) =>
        (params.customer === undefined || invoice.customer === params.customer) &&
        (params.status === undefined || invoice.status === params.status) &&
        (params.subscription === undefined || subscriptionOf(world, invoice)?.id === params.subscription) &&
        (params.collection_method === undefined || invoice.collection_method === params.collection_method) &&
        inRange(invoice.created, params.created),
    );
    return page("/v1/invoices", found, params);
  });
  router.on<Wire<Stripe.InvoiceCreatePreviewParams>>("POST", "/v1/invoices/create_preview", ({ world, params }) =>
    previewInvoice(world, params),
  );
  router.on<Wire<Stripe.InvoiceUpdateParams>>("POST", "/v1/invoices/:id", ({ world, id, params }) =>
    updateInvoice(world, need(world, id), params),
  );
  router.on<Wire<Stripe.InvoiceFinalizeInvoiceParams>>("POST", "/v1/invoices/:id/finalize", ({ world, id, params }) => {
    const invoice = need(world, id);
    if (invoice.status !== "draft")
      throw invalidRequest(
        "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
        undefined,
        "invoice_not_editable",
      );
    invoice.auto_advance = params.auto_advance ?? invoice.auto_advance;
    finalize(world, invoice);
    if (invoice.status === "paid") followPaid(world, invoice);
    return invoice;
  });
  router.on<Pay>("POST", "/v1/invoices/:id/pay", ({ world, id, params }) => pay(world, need(world, id), params));
  router.on("POST", "/v1/invoices/:id/void", ({ world, id }) => {
    const invoice = need(world, id);
    if (invoice.status !== "open" && invoice.status !== "uncollectible") {
      throw invalidRequest(
        `You can only pass in open or uncollectible invoices. This invoice isn't open: its status is ${String(invoice.status)}.`,
      );
    }
    voidInvoice(world, invoice);
    return invoice;
  });
  router.on("POST", "/v1/invoices/:id/mark_uncollectible", ({ world, id }) => {
    const invoice = need(world, id);
    if (invoice.status !== "open") throw invalidRequest("You can only mark open invoices as uncollectible.");
    markUncollectible(world, invoice);
    return invoice;
  });
  router.on<Wire<Stripe.InvoiceListLineItemsParams>>("GET", "/v1/invoices/:id/lines", ({ world, id, params }) =>
    page(`/v1/invoices/${id}/lines`, need(world, id).lines.data, params),
  );
  router.on<Wire<Stripe.InvoicePaymentListParams>>("GET", "/v1/invoice_payments", ({ world, params }) => {
    const found = newestFirst(world.state.invoicePayments).filter(
      (payment) =>
        (params.invoice === undefined || payment.invoice === params.invoice) &&
        (params.status === undefined || payment.status === params.status) &&
        (params.payment?.payment_intent === undefined ||
          payment.payment.payment_intent === params.payment.payment_intent),
    );
    return page("/v1/invoice_payments", found, params);
  });
  router.on("GET", "/v1/invoice_payments/:id", ({ world, id }) =>
    world.need(world.state.invoicePayments, "invoice payment", id),
  );
}

function need(world: World, id: string): Invoice {
  return world.need(world.state.invoices, "invoice", id);
}

/** What decides how much is asked, of whom and until when, can change while it is a draft. */
const WHILE_DRAFT = [
  "due_date",
  "days_until_due",
  "collection_method",
  "default_payment_method",
  "number",
  "discounts",
] as const;

function updateInvoice(world: World, invoice: Invoice, params: Wire<Stripe.InvoiceUpdateParams>): Invoice {
  if (WHILE_DRAFT.some((name) => params[name] !== undefined)) refuseFinalized(invoice);
  const { default_payment_method: card, days_until_due: days } = params;
  const method = card === undefined ? undefined : needPaymentMethod(world, card, "default_payment_method").id;
  const wanted = wantedOn(world, params.discounts, {
    customer: String(invoice.customer),
    currency: invoice.currency,
    held: ownDiscounts(world, invoice),
  });
  return world.change(invoice, "invoice.updated", (draft) => {
    if (wanted) {
      giveDiscounts(world, draft, wanted);
      totalAnew(world, draft, subscriptionOf(world, draft) ?? null);
    }
    draft.collection_method = params.collection_method ?? draft.collection_method;
    draft.default_payment_method = method ?? draft.default_payment_method;
    draft.due_date = params.due_date ?? (days === undefined ? draft.due_date : draft.created + days * DAY);
    draft.footer = updated(draft.footer, params.footer);
    draft.number = params.number === undefined ? draft.number : params.number || null;
    draft.metadata = mergedMetadata(draft.metadata ?? {}, params.metadata);
    draft.description = updated(draft.description, params.description);
    draft.auto_advance = params.auto_advance ?? draft.auto_advance;
  });
}

/** Collects an open invoice now; a draft is finalized first. A refusal is a 402, and its events have been sent. */
function pay(world: World, invoice: Invoice, params: Pay): Invoice {
  if (invoice.status === "paid") throw invalidRequest("Invoice is already paid", undefined, "invoice_already_paid");
  if (invoice.status === "void" || invoice.status === "uncollectible") {
    throw invalidRequest(
      `This invoice can't be paid: its status is ${invoice.status}.`,
      undefined,
      "invoice_not_editable",
    );
  }
  if (invoice.status === "draft") finalize(world, invoice);
  if (invoice.status !== "open") return invoice;
  if (params.paid_out_of_band) {
    markPaid(world, invoice);
    followPaid(world, invoice);
    return invoice;
  }
  const method = params.payment_method
    ? needPaymentMethod(world, params.payment_method)
    : invoiceMethod(world, invoice);
  if (!method) throw missingParameter("payment_method");
  const outcome = payInvoice(world, invoice, { method, offSession: params.off_session ?? true }, "somebody");
  if (outcome && outcome.kind !== "succeeded") {
    const intent = world.state.paymentIntents.get(paymentOf(world, invoice)?.payment.payment_intent ?? "");
    throw cardError(outcome.decline, intent ? { payment_intent: structuredClone(intent) } : {});
  }
  return invoice;
}
