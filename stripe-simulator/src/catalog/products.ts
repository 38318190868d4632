import type Stripe from "stripe";
import { invalidRequest } from "../http/errors";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import type { Product } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";
import { mergedMetadata, updated } from "./metadata";
import { addProduct } from "./new-product";
import { createPrice } from "./prices";

type Create = Wire<Stripe.ProductCreateParams>;
type Update = Wire<Stripe.ProductUpdateParams>;

export function productRoutes(router: Router): void {
  router.on<Create>("POST", "/v1/products", ({ world, params }) => createProduct(world, params));
  router.on("GET", "/v1/products/:id", ({ world, id }) => world.need(world.state.products, "product", id));
  router.on<Update>("POST", "/v1/products/:id", ({ world, id, params }) => updateProduct(world, id, params));
  router.on("DELETE", "/v1/products/:id", ({ world, id }) => deleteProduct(world, id));
  router.on<Wire<Stripe.ProductListParams>>("GET", "/v1/products", ({ world, params }) => {
    const found = newestFirst(world.state.products).filter(
      (product) =>
        (params.active === undefined || product.active === params.active) &&
        (params.ids === undefined || params.ids.includes(product.id)) &&
        (params.url === undefined || product.url === params.url) &&
        inRange(product.created, params.created),
    );
    return page("/v1/products", found, params);
  });
}

function createProduct(world: World, params: Create): Product {
  const product = addProduct(world, params);
  if (params.default_price_data) {
    const price = createPrice(world, {
      ...params.default_price_data,
      product: product.id,
    });
    world.change(product, "product.updated", (draft) => void (draft.default_price = price.id));
  }
  return product;
}

function updateProduct(world: World, id: string, params: Update): Product {
  const product = world.need(world.state.products, "product", id);
  if (params.default_price) world.need(world.state.prices, "price", params.default_price, "default_price");
  return world.change(product, "product.updated", (draft) => {
    draft.active = params.active ?? draft.active;
    draft.default_price = params.default_price ?? draft.default_price ?? null;
    draft.description = updated(draft.description, params.description);
    draft.images = params.images === "" ? [] : (params.images ?? draft.images);
    draft.marketing_features =
      params.marketing_features === "" ? [] : (params.marketing_features ?? draft.marketing_features);
    draft.metadata = mergedMetadata(draft.metadata, params.metadata);
    draft.name = params.name ?? draft.name;
    draft.statement_descriptor = params.statement_descriptor ?? draft.statement_descriptor ?? null;
    draft.tax_code = updated(draft.tax_code ?? null, params.tax_code);
    draft.unit_label = updated(draft.unit_label ?? null, params.unit_label);
    draft.url = updated(draft.url, params.url);
    draft.updated = world.now();
  });
}

function deleteProduct(world: World, id: string): object {
  const product = world.need(world.state.products, "product", id);
  if ([...world.state.prices.values()].some((price) => price.product === id)) {
    throw invalidRequest("This product cannot be deleted because it has one or more user-created prices.", "id");
  }
  world.state.products.delete(id);
  world.emit("product.deleted", product);
  return { id, object: "product", deleted: true };
}
