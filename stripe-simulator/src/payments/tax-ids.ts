import type Stripe from "stripe";
import { invalidRequest } from "../http/errors";
import { newestFirst, page, type Paging } from "../http/lists";
import type { Router } from "../http/router";
import { newId } from "../world/ids";
import type { Customer, TaxId } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";

type Create = Wire<Stripe.CustomerCreateTaxIdParams>;

const AT = "/v1/customers/:id/tax_ids";
const ONE = "/v1/customers/:customerId/tax_ids/:id";

/** What a value of a type looks like (https://docs.stripe.com/billing/customer/tax-ids); other types take any value. */
const FORMATS: Record<string, RegExp> = {
  au_abn: /^\d{11}$/,
  br_cnpj: /^\d{2}\.?\d{3}\.?\d{3}\/?\d{4}-?\d{2}$/,
  ca_bn: /^\d{9}$/,
  ch_vat: /^CHE-?\d{3}\.?\d{3}\.?\d{3} ?(MWST|TVA|IVA)$/,
  eu_vat: /^(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)[A-Z0-9]{2,12}$/,
  gb_vat: /^(GB)?\d{9}(\d{3})?$|^GB(GD|HA)\d{3}$/,
  us_ein: /^\d{2}-?\d{7}$/,
};

/** Types whose value somebody can be asked about. */
const VERIFIED = new Set(["au_abn", "eu_vat", "gb_vat"]);

export function taxIdRoutes(router: Router): void {
  router.on<Create>("POST", AT, ({ world, id, params }) => {
    const customer = world.need(world.state.customers, "customer", id);
    checkTaxId(params);
    return addTaxId(world, customer, params);
  });
  router.on<Paging>("GET", AT, ({ world, id, params }) => {
    world.need(world.state.customers, "customer", id);
    return page(
      `/v1/customers/${id}/tax_ids`,
      newestFirst(world.state.taxIds).filter((each) => each.customer === id),
      params,
    );
  });
  router.on("GET", ONE, ({ world, ids }) => need(world, ids));
  router.on("DELETE", ONE, ({ world, ids }) => {
    const taxId = need(world, ids);
    world.state.taxIds.delete(taxId.id);
    world.emit("customer.tax_id.deleted", taxId);
    return { id: taxId.id, object: "tax_id", deleted: true };
  });
}

function need(world: World, [customer = "", id = ""]: string[]): TaxId {
  world.need(world.state.customers, "customer", customer, "customer");
  const own = new Map([...world.state.taxIds].filter(([, each]) => each.customer === customer));
  return world.need(own, "tax ID", id);
}

/** @throws ApiError `tax_id_invalid` when a value is not written as its type's values are. */
export function checkTaxId({ type, value }: Pick<Create, "type" | "value">, param = "value"): void {
  const text = value.trim();
  if (FORMATS[type]?.test(text) ?? text !== "") return;
  throw invalidRequest(`Invalid value for ${type}.`, param, "tax_id_invalid");
}

/** Gives a customer a tax id that was checked. */
export function addTaxId(world: World, customer: Customer, params: Pick<Create, "type" | "value">): TaxId {
  const value = params.value.trim();
  const taxId: TaxId = {
    id: newId("txi"),
    object: "tax_id",
    country: countryOf(params.type, value),
    created: world.now(),
    customer: customer.id,
    customer_account: null,
    livemode: false,
    owner: { customer: customer.id, customer_account: null, type: "customer" },
    type: params.type,
    value,
    verification: verificationOf(params.type, value, customer.name ?? null),
  };
  world.state.taxIds.set(taxId.id, taxId);
  world.emit("customer.tax_id.created", taxId);
  return taxId;
}

function countryOf(type: string, value: string): string | null {
  const prefix = (type === "eu_vat" ? value : type).slice(0, 2).toUpperCase();
  return prefix === "EL" ? "GR" : /^[A-Z]{2}$/.test(prefix) && prefix !== "EU" ? prefix : null;
}

/** The documentation's test values end in nine ones and nine twos; all others are found. */
function verificationOf(type: string, value: string, name: string | null): TaxId["verification"] {
  if (!VERIFIED.has(type)) return { status: "unavailable", verified_address: null, verified_name: null };
  if (value.endsWith("111111111")) return { status: "unverified", verified_address: null, verified_name: null };
  if (value.endsWith("222222222")) return { status: "pending", verified_address: null, verified_name: null };
  return { status: "verified", verified_address: null, verified_name: name };
}
