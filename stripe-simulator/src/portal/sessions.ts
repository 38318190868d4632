import type Stripe from "stripe";
import { invalidRequest, missingParameter } from "../http/errors";
import type { Router } from "../http/router";
import { realSeconds } from "../world/clock";
import { newId, randomText } from "../world/ids";
import type { PortalSession } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { abilitiesOf, checkAddress, configurationFor } from "./configurations";
import { flowOf } from "./flows";

type Create = Wire<Stripe.BillingPortal.SessionCreateParams>;

export function portalRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/billing_portal/sessions", ({ world, params }) => createSession(world, params));
}

function createSession(world: World, params: Create): PortalSession {
  if (!params.customer) throw missingParameter("customer");
  const customer = world.need(world.state.customers, "customer", params.customer, "customer");
  checkAddress(params.return_url, "return_url");
  if (params.after_expiration)
    throw invalidRequest("The simulator's portal has no login page to come back through.", "after_expiration");
  const configuration = configurationFor(world, params.configuration);
  const id = newId("bps");
  const session: PortalSession = {
    id,
    object: "billing_portal.session",
    after_expiration: null,
    configuration: configuration.id,
    created: world.now(),
    customer: customer.id,
    customer_account: null,
    flow: params.flow_data ? flowOf(world, customer.id, abilitiesOf(world, configuration), params.flow_data) : null,
    livemode: false,
    locale: params.locale ?? null,
    on_behalf_of: null,
    return_url: params.return_url ?? configuration.default_return_url,
    url: `${world.publicUrl}/p/session/${id}_${randomText(24)}`,
  };
  world.state.portalSessions.set(id, session);
  world.state.portalSessionFacts.set(id, { madeAt: realSeconds(), seenAt: null, flowDone: false });
  world.emit("billing_portal.session.created", session);
  return session;
}

const UNUSED_SECONDS = 5 * 60;
const IDLE_SECONDS = 60 * 60;

/**
 * The session behind a link's secret part, noted as used now: a link must be opened within five minutes and stays good
 * until it has not been used for an hour.
 *
 * @returns "expired" for a link that was good once, undefined for one that never was.
 */
export function enterSession(world: World, secret: string): PortalSession | "expired" | undefined {
  const session = world.state.portalSessions.get(secret.slice(0, secret.lastIndexOf("_")));
  if (!session?.url.endsWith(`/${secret}`)) return undefined;
  const facts = world.state.portalSessionFacts.get(session.id);
  const now = realSeconds();
  if (!facts || now > (facts.seenAt === null ? facts.madeAt + UNUSED_SECONDS : facts.seenAt + IDLE_SECONDS))
    return "expired";
  facts.seenAt = now;
  return session;
}
