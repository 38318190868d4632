import type Stripe from "stripe";
import { invalidRequest, missingParameter } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import type { Invoice, InvoiceItem } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { addItem, attachItems, changeItem, removeItem } from "./items";

type Create = Wire<Stripe.InvoiceItemCreateParams>;
type Update = Wire<Stripe.InvoiceItemUpdateParams>;

export function invoiceItemRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/invoiceitems", ({ world, params }) => create(world, params));
  router.on("GET", "/v1/invoiceitems/:id", ({ world, id }) => need(world, id));
  router.on<Update>("POST", "/v1/invoiceitems/:id", ({ world, id, params }) =>
    changeItem(world, need(world, id), params),
  );
  router.on("DELETE", "/v1/invoiceitems/:id", ({ world, id }) => {
    removeItem(world, need(world, id));
    return { id, object: "invoiceitem", deleted: true };
  });
  router.on<Wire<Stripe.InvoiceItemListParams>>("GET", "/v1/invoiceitems", ({ world, params }) => {
    const found = newestFirst(world.state.invoiceItems).filter(
      (item) =>
        (params.customer === undefined || item.customer === params.customer) &&
        (params.invoice === undefined || item.invoice === params.invoice) &&
        (params.pending === undefined || (item.invoice === null) === params.pending) &&
        inRange(item.date, params.created),
    );
    return page("/v1/invoiceitems", found, params);
  });
}

const need = (world: World, id: string): InvoiceItem => world.need(world.state.invoiceItems, "invoice item", id);

function create(world: World, params: Create): InvoiceItem {
  const invoice = params.invoice === undefined ? undefined : draftOf(world, params.invoice);
  const customer = params.customer ?? invoice?.customer ?? undefined;
  if (customer === undefined) throw missingParameter("customer");
  if (invoice && invoice.customer !== customer)
    throw invalidRequest("The invoice belongs to another customer.", "invoice");
  if (params.subscription !== undefined) {
    const { customer: owner } = world.need(
      world.state.subscriptions,
      "subscription",
      params.subscription,
      "subscription",
    );
    if (owner !== customer) throw invalidRequest("The subscription belongs to another customer.", "subscription");
  }
  const item = addItem(world, { ...params, customer });
  if (invoice) attachItems(world, invoice, [item]);
  return item;
}

function draftOf(world: World, id: string): Invoice {
  const invoice = world.need(world.state.invoices, "invoice", id, "invoice");
  if (invoice.status === "draft") return invoice;
  throw invalidRequest("This invoice is no longer editable.", "invoice", "invoice_not_editable");
}
