import type Stripe from "stripe";
import { invalidRequest } from "../http/errors";
import { newId } from "../world/ids";
import type { Product } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { mergedMetadata } from "./metadata";

/**
 * Makes a product, on its own or along with a price.
 *
 * @throws ApiError when its id is taken or its name empty.
 */
export function addProduct(world: World, params: Wire<Stripe.ProductCreateParams>): Product {
  const id = params.id ?? newId("prod");
  if (world.state.products.has(id))
    throw invalidRequest(`Product already exists: ${id}`, "id", "resource_already_exists");
  if (params.name.trim() === "")
    throw invalidRequest("You passed an empty string for 'name'.", "name", "parameter_invalid_empty");
  const product: Product = {
    id,
    object: "product",
    active: params.active ?? true,
    created: world.now(),
    default_price: null,
    description: params.description || null,
    images: params.images ?? [],
    livemode: false,
    marketing_features: params.marketing_features ?? [],
    metadata: mergedMetadata({}, params.metadata),
    name: params.name,
    package_dimensions: params.package_dimensions ?? null,
    shippable: params.shippable ?? null,
    statement_descriptor: params.statement_descriptor ?? null,
    tax_code: params.tax_code ?? null,
    tax_details: null,
    type: "service",
    unit_label: params.unit_label ?? null,
    updated: world.now(),
    url: params.url ?? null,
  };
  world.state.products.set(id, product);
  world.emit("product.created", product);
  return product;
}
