import type { Buyer } from "../../checkout/completion";
import { ApiError } from "../../http/errors";
import { checkTaxId } from "../../payments/tax-ids";
import type { CheckoutSession } from "../../world/objects";
import { field, textOf } from "../fields";
import { html, type Html } from "../html";

/** What was typed about the buyer, and what is wrong with it. */
export interface ReadBuyer {
  form: URLSearchParams;
  errors: Record<string, string>;
  buyer: Buyer | null;
}

export const NO_BUYER: ReadBuyer = { form: new URLSearchParams(), errors: {}, buyer: null };

/** The kinds of tax number that the page offers; the API knows more. */
const TAX_KINDS: [string, string][] = [
  ["eu_vat", "EU VAT"],
  ["gb_vat", "GB VAT"],
  ["us_ein", "US EIN"],
  ["ch_vat", "CH VAT"],
  ["no_vat", "NO VAT"],
  ["ca_bn", "CA BN"],
  ["au_abn", "AU ABN"],
  ["nz_gst", "NZ GST"],
  ["in_gst", "IN GST"],
  ["jp_trn", "JP TRN"],
];

export function emailAsked(session: CheckoutSession): boolean {
  return !session.customer_details?.email;
}

/** Reads what a session asks the buyer beside the card. */
export function readBuyer(form: URLSearchParams, session: CheckoutSession): ReadBuyer {
  const errors: Record<string, string> = {};
  const email = emailAsked(session) ? textOf(form, "email", 200) : (session.customer_details?.email ?? "");
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) errors.email = "Enter an e-mail address.";
  const taxes = session.tax_id_collection;
  const required = taxes?.enabled === true && taxes.required !== "never";
  const business = taxes?.enabled === true && (required || form.get("business") === "yes");
  const businessName = business ? textOf(form, "business_name", 150) : "";
  const type = TAX_KINDS.find(([kind]) => kind === form.get("tax_type"))?.[0] ?? "";
  const value = business ? textOf(form, "tax_id", 40) : "";
  if (business && businessName === "") errors.business_name = "Enter the name of the business.";
  const taxError = business ? taxIdError(type, value) : null;
  if (taxError) errors.tax_id = taxError;
  const terms = session.consent_collection?.terms_of_service === "required";
  if (terms && form.get("terms") !== "yes") errors.terms = "Agree to the terms of service to continue.";
  if (Object.keys(errors).length > 0) return { form, errors, buyer: null };
  const promotions = session.consent_collection?.promotions === "auto";
  const buyer: Buyer = {
    email,
    name: textOf(form, "name", 200),
    businessName: businessName || null,
    taxId: value === "" ? null : { type, value },
    consent: session.consent_collection && {
      promotions: promotions ? (form.get("promotions") === "yes" ? "opt_in" : "opt_out") : null,
      terms_of_service: terms ? "accepted" : null,
    },
  };
  return { form, errors, buyer };
}

function taxIdError(type: string, value: string): string | null {
  if (type === "" || value === "") return "Enter a tax ID.";
  try {
    checkTaxId({ type, value });
    return null;
  } catch (error) {
    if (error instanceof ApiError) return "This tax ID is not valid.";
    throw error;
  }
}

/** The address at the top of the form. */
export function emailField(session: CheckoutSession, read: ReadBuyer): Html {
  if (!emailAsked(session)) return html`<p class="soft">${session.customer_details?.email ?? ""}</p>`;
  const words = { label: "E-mail", autocomplete: "email", type: "email" };
  return field("email", words, textOf(read.form, "email", 200), read.errors.email);
}

/** Tax number and consents, as far as the session asks for them. */
export function buyerFields(session: CheckoutSession, read: ReadBuyer): Html {
  return html`${session.tax_id_collection?.enabled ? taxFields(session.tax_id_collection.required, read) : ""}
  ${consentFields(session, read)}`;
}

function taxFields(required: string, { form, errors }: ReadBuyer): Html {
  const text = (name: string) => textOf(form, name, 200);
  return html`<fieldset>
    <legend>Tax ID</legend>
    ${
      required === "never"
        ? checkbox("business", "I am buying as a business", form.get("business") === "yes")
        : html`<p class="soft">Sold to businesses.</p>`
    }
    ${field("business_name", { label: "Business name", autocomplete: "organization", optional: true }, text("business_name"), errors.business_name)}
    <label for="tax_type">Kind of tax ID</label>
    <select id="tax_type" name="tax_type">
      ${TAX_KINDS.map(
        ([kind, name]) =>
          html`<option value="${kind}" ${form.get("tax_type") === kind ? html`selected` : ""}>${name}</option>`,
      )}
    </select>
    ${field("tax_id", { label: "Tax ID", autocomplete: "off", optional: true }, text("tax_id"), errors.tax_id)}
  </fieldset>`;
}

function consentFields({ consent_collection: asked, custom_text: words }: CheckoutSession, read: ReadBuyer): Html {
  const custom = words.terms_of_service_acceptance?.message;
  return html`${
    asked?.terms_of_service === "required"
      ? checkbox(
          "terms",
          custom ?? "I agree to the terms of service and the privacy policy",
          read.form.get("terms") === "yes",
          read.errors.terms,
        )
      : ""
  }
  ${
    asked?.promotions === "auto"
      ? checkbox("promotions", "Send me news and offers by e-mail", read.form.get("promotions") === "yes")
      : ""
  }`;
}

function checkbox(name: string, label: string, checked: boolean, error?: string): Html {
  return html`<label class="choice"
      ><input
        type="checkbox"
        name="${name}"
        value="yes"
        ${checked ? html`checked` : ""}
        aria-invalid="${error ? "true" : "false"}"
        ${error ? html`aria-describedby="${name}-error"` : ""}
      /><span>${label}</span></label
    >${error && html`<p class="error" id="${name}-error">${error}</p>`}`;
}
