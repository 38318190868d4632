import type Stripe from "stripe";
import { missingParameter } from "../http/errors";
import type { Router } from "../http/router";
import { newId, randomText } from "../world/ids";
import type { PortalSession } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";

type Create = Wire<Stripe.BillingPortal.SessionCreateParams>;

export function portalRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/billing_portal/sessions", ({ world, params }) => createSession(world, params));
}

function createSession(world: World, params: Create): PortalSession {
  if (!params.customer) throw missingParameter("customer");
  const customer = world.need(world.state.customers, "customer", params.customer, "customer");
  const session: PortalSession = {
    id: newId("bps"),
    object: "billing_portal.session",
    configuration: params.configuration ?? "bpc_1SimulatorDefaultPortal",
    created: world.now(),
    customer: customer.id,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: params.locale ?? null,
    on_behalf_of: null,
    return_url: params.return_url ?? null,
    url: "",
  };
  session.url = `${world.publicUrl}/p/session/${session.id}_${randomText(16)}`;
  world.state.portalSessions.set(session.id, session);
  world.emit("billing_portal.session.created", session);
  return session;
}
