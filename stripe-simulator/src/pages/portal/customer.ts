import { ApiError } from "../../http/errors";
import type { Params } from "../../http/inside";
import { alertBox, field, textOf, type FieldWords } from "../fields";
import { html, type Html, type Page } from "../html";
import { afterwards, innerPage, type Visit } from "./visit";

const PERSON: [string, FieldWords][] = [
  ["name", { label: "Name", autocomplete: "name", optional: true }],
  ["email", { label: "E-mail", autocomplete: "email", type: "email", optional: true }],
  ["phone", { label: "Phone", autocomplete: "tel", type: "tel", optional: true }],
];
const ADDRESS: [string, FieldWords][] = [
  ["line1", { label: "Address line 1", autocomplete: "address-line1", optional: true }],
  ["line2", { label: "Address line 2", autocomplete: "address-line2", optional: true }],
  ["city", { label: "City", autocomplete: "address-level2", optional: true }],
  ["state", { label: "State or region", autocomplete: "address-level1", optional: true }],
  ["postal_code", { label: "Postal code", autocomplete: "postal-code", optional: true }],
  ["country", { label: "Country (two letters)", autocomplete: "country", hint: "US", optional: true }],
];

/** Who is billed, as the first page shows it. */
export function customerPart(visit: Visit): Html {
  const { name, email, phone, address } = visit.customer;
  const lines = [address?.line1, address?.line2, [address?.postal_code, address?.city].filter(Boolean).join(" ")];
  const shown = [name, email, phone, ...lines, address?.state, address?.country].filter(Boolean);
  return html`${
    shown.length === 0 ? html`<p>No billing information yet.</p>` : shown.map((line) => html`<p>${line}</p>`)
  }
  ${
    visit.abilities.features.customer_update.enabled
      ? html`<a class="button plain" href="${visit.home}/customer">Update information</a>`
      : ""
  }`;
}

/** GET shows what may be changed, POST saves it. */
export function customerPage(visit: Visit): Page {
  if (!visit.posted) return form(visit, (name) => currentValue(visit, name), null);
  try {
    visit.api.post(`/v1/customers/${visit.customer.id}`, changes(visit));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return form(visit, (name) => textOf(visit.form, name), error.message, 400);
  }
  return afterwards(visit, "customer");
}

function allowed(visit: Visit, what: string): boolean {
  return visit.abilities.features.customer_update.allowed_updates.includes(what);
}

function currentValue({ customer }: Visit, name: string): string {
  const fields = { ...customer.address, name: customer.name, email: customer.email, phone: customer.phone };
  return (fields as Record<string, string | null | undefined>)[name] ?? "";
}

function changes(visit: Visit): Params {
  const params: Params = {};
  for (const [name] of PERSON) if (allowed(visit, name)) params[name] = textOf(visit.form, name);
  if (allowed(visit, "address"))
    params.address = Object.fromEntries(ADDRESS.map(([name]) => [name, textOf(visit.form, name)]));
  return params;
}

function form(visit: Visit, value: (name: string) => string, complaint: string | null, status = 200): Page {
  const fields = [...PERSON.filter(([name]) => allowed(visit, name)), ...(allowed(visit, "address") ? ADDRESS : [])];
  return innerPage(
    visit,
    "Billing information",
    html`<section class="card">
      ${alertBox(complaint)}
      <form method="post" action="${visit.home}/customer" novalidate>
        ${fields.map(([name, words]) => field(name, words, value(name)))}<button>Save</button>
      </form>
    </section>`,
    status,
  );
}
