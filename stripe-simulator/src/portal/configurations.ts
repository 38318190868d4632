import type Stripe from "stripe";
import { mergedMetadata, updated } from "../catalog/metadata";
import { invalidRequest } from "../http/errors";
import { newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import { newId } from "../world/ids";
import type { PortalConfiguration } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { changedAbilities, noAbilities, usualAbilities, type PortalAbilities } from "./features";

type Create = Wire<Stripe.BillingPortal.ConfigurationCreateParams>;
type Update = Wire<Stripe.BillingPortal.ConfigurationUpdateParams>;

export function portalConfigurationRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/billing_portal/configurations", ({ world, params }) => create(world, params));
  router.on("GET", "/v1/billing_portal/configurations/:id", ({ world, id }) => need(world, id));
  router.on<Update>("POST", "/v1/billing_portal/configurations/:id", ({ world, id, params }) =>
    update(world, need(world, id), params),
  );
  router.on<Wire<Stripe.BillingPortal.ConfigurationListParams>>(
    "GET",
    "/v1/billing_portal/configurations",
    ({ world, params }) => {
      const found = newestFirst(world.state.portalConfigurations).filter(
        (each) =>
          (params.active === undefined || each.active === params.active) &&
          (params.is_default === undefined || each.is_default === params.is_default),
      );
      return page("/v1/billing_portal/configurations", found, params);
    },
  );
}

const need = (world: World, id: string): PortalConfiguration =>
  world.need(world.state.portalConfigurations, "configuration", id);

/**
 * The configuration a session uses. Without a name it is the default one, which comes to be with its first use: in the
 * real product somebody saves it in the dashboard.
 *
 * @throws ApiError when it is unknown or not active.
 */
export function configurationFor(world: World, id: string | undefined): PortalConfiguration {
  if (id === undefined) return defaultConfiguration(world);
  const found = world.need(world.state.portalConfigurations, "configuration", id, "configuration");
  if (!found.active) throw invalidRequest("The portal configuration is inactive.", "configuration");
  return found;
}

function defaultConfiguration(world: World): PortalConfiguration {
  for (const each of world.state.portalConfigurations.values()) if (each.is_default) return each;
  return store(world, usualAbilities(world), { isDefault: true });
}

/** The abilities of a configuration as they are now. */
export function abilitiesOf(world: World, configuration: PortalConfiguration): PortalAbilities {
  return { features: configuration.features, products: world.state.portalProducts.get(configuration.id) ?? [] };
}

function create(world: World, params: Create): PortalConfiguration {
  refuseLogin(params.login_page);
  checkAddress(params.default_return_url, "default_return_url");
  const made = store(world, changedAbilities(world, noAbilities(), params.features), { params });
  world.emit("billing_portal.configuration.created", made);
  return made;
}

function store(
  world: World,
  { features, products }: PortalAbilities,
  { params, isDefault = false }: { params?: Create; isDefault?: boolean },
): PortalConfiguration {
  const configuration: PortalConfiguration = {
    id: newId("bpc"),
    object: "billing_portal.configuration",
    active: true,
    application: null,
    business_profile: {
      headline: params?.business_profile?.headline || null,
      privacy_policy_url: params?.business_profile?.privacy_policy_url || null,
      terms_of_service_url: params?.business_profile?.terms_of_service_url || null,
    },
    created: world.now(),
    default_return_url: params?.default_return_url || null,
    features,
    is_default: isDefault,
    livemode: false,
    login_page: { enabled: false, url: null },
    metadata: mergedMetadata({}, params?.metadata),
    name: params?.name || null,
    updated: world.now(),
  };
  world.state.portalConfigurations.set(configuration.id, configuration);
  world.state.portalProducts.set(configuration.id, products);
  return configuration;
}

function update(world: World, configuration: PortalConfiguration, params: Update): PortalConfiguration {
  refuseLogin(params.login_page);
  checkAddress(params.default_return_url, "default_return_url");
  if (params.active === false && configuration.is_default)
    throw invalidRequest("You cannot deactivate the default configuration.", "active");
  const { features, products } = changedAbilities(world, abilitiesOf(world, configuration), params.features ?? {});
  world.state.portalProducts.set(configuration.id, products);
  return world.change(configuration, "billing_portal.configuration.updated", (draft) => {
    const profile = params.business_profile;
    draft.active = params.active ?? draft.active;
    draft.business_profile = {
      headline: updated(draft.business_profile.headline, profile?.headline),
      privacy_policy_url: updated(draft.business_profile.privacy_policy_url, profile?.privacy_policy_url),
      terms_of_service_url: updated(draft.business_profile.terms_of_service_url, profile?.terms_of_service_url),
    };
    draft.default_return_url = updated(draft.default_return_url, params.default_return_url);
    draft.features = features;
    draft.metadata = mergedMetadata(draft.metadata ?? {}, params.metadata);
    draft.name = updated(draft.name, params.name);
    draft.updated = world.now();
  });
}

function refuseLogin(page: { enabled: boolean } | undefined): void {
  if (page?.enabled)
    throw invalidRequest("The simulator's portal is entered by sessions; it has no login page.", "login_page[enabled]");
}

/** @throws ApiError for an address a browser could not be sent to. */
export function checkAddress(address: string | null | undefined, param: string): void {
  if (address && !/^https?:\/\/\S+$/.test(address)) throw invalidRequest("Not a valid URL", param, "url_invalid");
}
