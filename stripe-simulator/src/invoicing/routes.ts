import type Stripe from "stripe";
import { followPaid } from "../billing/collection";
import { finalize } from "../billing/invoices";
import { invalidRequest } from "../http/errors";
import type { Router } from "../http/router";
import type { Invoice } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { addLines, removeLines, updateLine, updateLines } from "./line-edits";
import { deleteDraft, draftInvoice } from "./one-off";

export function invoicingRoutes(router: Router): void {
  router.on<Wire<Stripe.InvoiceCreateParams>>("POST", "/v1/invoices", ({ world, params }) =>
    draftInvoice(world, params),
  );
  router.on("DELETE", "/v1/invoices/:id", ({ world, id }) => {
    deleteDraft(world, need(world, id));
    return { id, object: "invoice", deleted: true };
  });
  router.on("POST", "/v1/invoices/:id/send", ({ world, id }) => send(world, need(world, id)));
  router.on<Wire<Stripe.InvoiceAddLinesParams>>("POST", "/v1/invoices/:id/add_lines", ({ world, id, params }) =>
    addLines(world, need(world, id), params),
  );
  router.on<Wire<Stripe.InvoiceUpdateLinesParams>>("POST", "/v1/invoices/:id/update_lines", ({ world, id, params }) =>
    updateLines(world, need(world, id), params),
  );
  router.on<Wire<Stripe.InvoiceRemoveLinesParams>>("POST", "/v1/invoices/:id/remove_lines", ({ world, id, params }) =>
    removeLines(world, need(world, id), params),
  );
  router.on<Wire<Stripe.InvoiceUpdateLineItemParams>>(
    "POST",
    "/v1/invoices/:invoiceId/lines/:id",
    ({ world, ids: [invoice = "", line = ""], params }) =>
      updateLine(world, need(world, invoice, "invoice"), line, params),
  );
}

const need = (world: World, id: string, param = "id"): Invoice =>
  world.need(world.state.invoices, "invoice", id, param);

/** Sends the customer an invoice by e-mail: here only its event leaves. A draft is finalized first. */
function send(world: World, invoice: Invoice): Invoice {
  if (invoice.status === "draft") finalizeBy(world, invoice);
  if (invoice.status !== "open" && invoice.status !== "paid")
    throw invalidRequest(
      `You can only send open or paid invoices. This invoice's status is ${String(invoice.status)}.`,
    );
  world.emit("invoice.sent", invoice);
  return invoice;
}

function finalizeBy(world: World, invoice: Invoice): void {
  finalize(world, invoice);
  if (invoice.status === "paid") followPaid(world, invoice);
}
