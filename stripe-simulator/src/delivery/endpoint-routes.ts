import type Stripe from "stripe";
import { mergedMetadata, updated } from "../catalog/metadata";
import { invalidRequest } from "../http/errors";
import { newestFirst, page } from "../http/lists";
import { API_VERSION } from "../http/parameters.generated";
import type { Router } from "../http/router";
import { newId, randomText } from "../world/ids";
import type { WebhookEndpoint } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";

type Create = Wire<Stripe.WebhookEndpointCreateParams>;
type Update = Wire<Stripe.WebhookEndpointUpdateParams>;

/** As many as test mode allows (https://docs.stripe.com/webhooks). */
const MOST_ENDPOINTS = 16;

export function webhookEndpointRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/webhook_endpoints", ({ world, params }) => create(world, params));
  router.on("GET", "/v1/webhook_endpoints/:id", ({ world, id }) => need(world, id));
  router.on<Update>("POST", "/v1/webhook_endpoints/:id", ({ world, id, params }) => update(need(world, id), params));
  router.on("DELETE", "/v1/webhook_endpoints/:id", ({ world, id }) => {
    need(world, id);
    world.state.webhookEndpoints.delete(id);
    world.state.webhookSecrets.delete(id);
    return { id, object: "webhook_endpoint", deleted: true };
  });
  router.on<Wire<Stripe.WebhookEndpointListParams>>("GET", "/v1/webhook_endpoints", ({ world, params }) =>
    page("/v1/webhook_endpoints", newestFirst(world.state.webhookEndpoints), params),
  );
}

const need = (world: World, id: string): WebhookEndpoint =>
  world.need(world.state.webhookEndpoints, "webhook endpoint", id);

/** Only this answer carries the secret. */
function create(world: World, params: Create): WebhookEndpoint {
  checkUrl(params.url);
  checkEvents(params.enabled_events);
  if (params.connect) throw invalidRequest("The simulator has no connected accounts.", "connect");
  if (params.api_version !== undefined && params.api_version !== API_VERSION)
    throw invalidRequest(`The simulator speaks ${API_VERSION} only.`, "api_version");
  if (world.state.webhookEndpoints.size >= MOST_ENDPOINTS)
    throw invalidRequest(`You have reached the maximum of ${MOST_ENDPOINTS} test webhook endpoints.`);
  const endpoint: WebhookEndpoint = {
    id: newId("we"),
    object: "webhook_endpoint",
    api_version: params.api_version ?? null,
    application: null,
    created: world.now(),
    description: params.description || null,
    enabled_events: params.enabled_events,
    livemode: false,
    metadata: mergedMetadata({}, params.metadata),
    status: "enabled",
    url: params.url,
  };
  const secret = `whsec_${randomText(32)}`;
  world.state.webhookEndpoints.set(endpoint.id, endpoint);
  world.state.webhookSecrets.set(endpoint.id, secret);
  return { ...endpoint, secret };
}

function update(endpoint: WebhookEndpoint, params: Update): WebhookEndpoint {
  if (params.url !== undefined) checkUrl(params.url);
  if (params.enabled_events) checkEvents(params.enabled_events);
  endpoint.url = params.url ?? endpoint.url;
  endpoint.enabled_events = params.enabled_events ?? endpoint.enabled_events;
  endpoint.description = updated(endpoint.description, params.description);
  endpoint.metadata = mergedMetadata(endpoint.metadata, params.metadata);
  if (params.disabled !== undefined) endpoint.status = params.disabled ? "disabled" : "enabled";
  return endpoint;
}

/** Addresses on this machine are fine here: nobody else could be reached. */
function checkUrl(url: string): void {
  if (!/^https?:\/\/\S+$/.test(url) || !URL.canParse(url)) throw invalidRequest("Invalid URL", "url", "url_invalid");
}

function checkEvents(types: string[]): void {
  if (types.length === 0) throw invalidRequest("Invalid array: enabled_events must not be empty", "enabled_events");
  if (types.includes("*") && types.length > 1)
    throw invalidRequest("`*` already stands for all events.", "enabled_events");
}
