import type Stripe from "stripe";
import { isLocated } from "../billing/automatic-tax";
import { DAY, HOUR } from "../billing/calendar";
import { mergedMetadata } from "../catalog/metadata";
import { invalidRequest, missingParameter } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import type { CheckoutSession } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { composeSession } from "./compose";
import { planOf, type Mode } from "./plan";

type Create = Wire<Stripe.Checkout.SessionCreateParams>;

export function checkoutRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/checkout/sessions", ({ world, params }) => createSession(world, params));
  router.on("GET", "/v1/checkout/sessions/:id", ({ world, id }) => need(world, id));
  router.on<Wire<Stripe.Checkout.SessionUpdateParams>>("POST", "/v1/checkout/sessions/:id", ({ world, id, params }) => {
    const session = need(world, id);
    const other = Object.keys(params).find((name) => name !== "metadata" && name !== "expand");
    if (other !== undefined) throw invalidRequest("A hosted page's session can be given other metadata only.", other);
    session.metadata = mergedMetadata(session.metadata ?? {}, params.metadata);
    return session;
  });
  router.on("POST", "/v1/checkout/sessions/:id/expire", ({ world, id }) => {
    const session = need(world, id);
    if (session.status !== "open") {
      throw invalidRequest(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${String(session.status)}\`.`,
      );
    }
    expireSession(world, session);
    return session;
  });
  router.on<Wire<Stripe.Checkout.SessionListParams>>("GET", "/v1/checkout/sessions", ({ world, params }) => {
    const found = newestFirst(world.state.checkoutSessions).filter(
      (session) =>
        (params.customer === undefined || session.customer === params.customer) &&
        (params.subscription === undefined || session.subscription === params.subscription) &&
        (params.payment_intent === undefined || session.payment_intent === params.payment_intent) &&
        (params.status === undefined || session.status === params.status) &&
        inRange(session.created, params.created),
    );
    return page("/v1/checkout/sessions", found, params);
  });
  router.on<Wire<Stripe.Checkout.SessionListLineItemsParams>>(
    "GET",
    "/v1/checkout/sessions/:id/line_items",
    ({ world, id, params }) => {
      need(world, id);
      return page(`/v1/checkout/sessions/${id}/line_items`, world.state.checkoutPlans.get(id)?.lines ?? [], params);
    },
  );
}

function need(world: World, id: string): CheckoutSession {
  return world.need(world.state.checkoutSessions, "checkout.session", id);
}

/** Open → expired. */
export function expireSession(world: World, session: CheckoutSession): void {
  session.status = "expired";
  session.url = null;
  world.emit("checkout.session.expired", session);
}

function createSession(world: World, params: Create): CheckoutSession {
  const mode = modeOf(params);
  refuseUnserved(params);
  if (!params.success_url) throw missingParameter("success_url");
  checkUrl(params.success_url, "success_url");
  if (params.cancel_url) checkUrl(params.cancel_url, "cancel_url");
  checkCustomer(world, params);
  const plan = planOf(world, params, mode);
  const expires = params.expires_at ?? world.now() + DAY;
  if (expires < world.now() + HOUR / 2 || expires > world.now() + DAY) {
    throw invalidRequest(
      "The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.",
      "expires_at",
    );
  }
  const session = composeSession(world, params, mode, plan, expires);
  world.state.checkoutSessions.set(session.id, session);
  world.state.checkoutPlans.set(session.id, plan);
  return session;
}

function modeOf(params: Create): Mode {
  const mode = params.mode ?? "payment";
  const known = (["payment", "subscription", "setup"] as const).find((each) => each === mode);
  if (known) return known;
  throw invalidRequest("The simulator's Checkout knows the modes payment, subscription and setup.", "mode");
}

/** What would change the page and is not there is refused aloud rather than left out. */
function refuseUnserved(params: Create): void {
  if (params.ui_mode !== undefined && params.ui_mode !== "hosted_page")
    throw invalidRequest("The simulator's Checkout is hosted_page only.", "ui_mode");
  const absent = ["custom_fields", "optional_items", "shipping_options"] as const;
  for (const name of absent) {
    if ((params[name]?.length ?? 0) > 0) throw invalidRequest(`The simulator's Checkout has no ${name}.`, name);
  }
  if (params.shipping_address_collection)
    throw invalidRequest("The simulator's Checkout ships nothing.", "shipping_address_collection");
  if (params.phone_number_collection?.enabled)
    throw invalidRequest("The simulator's Checkout asks for no phone number.", "phone_number_collection[enabled]");
  if (params.after_expiration?.recovery?.enabled)
    throw invalidRequest("The simulator's Checkout recovers no session.", "after_expiration[recovery][enabled]");
}

function checkCustomer(world: World, params: Create): void {
  if (params.customer) world.need(world.state.customers, "customer", params.customer, "customer");
  if (params.customer && params.customer_email) {
    throw invalidRequest(
      "You may only specify one of these parameters: customer, customer_email.",
      "customer",
      "parameters_exclusive",
    );
  }
  const customer = world.state.customers.get(params.customer ?? "");
  if (
    params.automatic_tax?.enabled &&
    customer &&
    !isLocated(customer) &&
    params.customer_update?.address !== "auto" &&
    params.customer_update?.shipping !== "auto"
  )
    throw invalidRequest(
      "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or set either `customer_update[address]` to 'auto' or `customer_update[shipping]` to 'auto' to save the address entered in Checkout to the Customer.",
      "automatic_tax[enabled]",
      "customer_tax_location_invalid",
    );
  if (params.customer && params.tax_id_collection?.enabled && params.customer_update?.name !== "auto")
    throw invalidRequest(
      "Tax ID collection requires updating business name on the customer. To enable tax ID collection for an existing customer, please set `customer_update[name]` to `auto`.",
      "customer_update[name]",
    );
}

function checkUrl(url: string, param: string): void {
  if (!/^https?:\/\/[^\s]+$/.test(url)) throw invalidRequest("Not a valid URL", param, "url_invalid");
}
