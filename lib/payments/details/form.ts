import { invalid, type FieldError } from "@/lib/kernel/errors";
import type { BillingAddress, TaxId } from "./model";

/** Kinds of tax ids that people are offered, with the words they know them by. Each is one of Stripe's types. */
export const TAX_ID_TYPES = {
  eu_vat: "EU VAT number",
  gb_vat: "UK VAT number",
  us_ein: "US EIN",
  ca_bn: "Canadian business number",
  ch_vat: "Swiss VAT number",
  no_vat: "Norwegian VAT number",
  au_abn: "Australian business number",
  nz_gst: "New Zealand GST number",
  in_gst: "Indian GST number",
  sg_gst: "Singaporean GST number",
  jp_trn: "Japanese registration number",
  br_cnpj: "Brazilian CNPJ",
  za_vat: "South African VAT number",
} as const satisfies Readonly<Record<string, string>>;

const LONGEST_TAX_ID = 40;
const LONGEST_LINE = 200;
const COUNTRY = /^[A-Z]{2}$/;
const CONTROL = /\p{Cc}/u;

const countryNames = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/** The name of a country, or null when there is none of that code. */
export const countryName = (code: string): string | null =>
  COUNTRY.test(code) && code !== "ZZ" ? (countryNames.of(code) ?? null) : null;

/** A tax id in its stored form; VALIDATION_ERROR for a type that is not offered, and for no value. */
export function checkedTaxId({ type, value }: TaxId): TaxId {
  const text = value.trim().toUpperCase();
  const errors: FieldError[] = [];
  if (!Object.hasOwn(TAX_ID_TYPES, type))
    errors.push({
      pointer: "/taxId/type",
      code: "unknown_type",
      message: "This kind of tax id is not known here.",
      fix: `Use one of: ${Object.keys(TAX_ID_TYPES).join(", ")}.`,
    });
  if (text === "" || text.length > LONGEST_TAX_ID || CONTROL.test(text)) errors.push(taxIdFault("Write the number."));
  if (errors.length > 0) throw invalid(errors);
  return { type, value: text };
}

/** Whether two tax ids are one number: providers write numbers their own way, without blanks and dots. */
export const sameTaxNumber = (a: TaxId, b: TaxId): boolean => a.type === b.type && bare(a.value) === bare(b.value);
const bare = (value: string): string => value.replace(/[^A-Za-z0-9]/g, "").toUpperCase();

/** The fault of a tax id's value, at its field. */
export const taxIdFault = (message: string): FieldError => ({
  pointer: "/taxId/value",
  code: "tax_id_invalid",
  message,
  fix: "Write it as your tax office does, such as DE123456789.",
});

/** An address in its stored form; VALIDATION_ERROR that names every wrong field. */
export function checkedAddress(given: BillingAddress): BillingAddress {
  const errors: FieldError[] = [];
  const text = (name: "line1" | "city" | "postalCode", what: string): string => {
    const value = given[name].trim();
    if (value === "" || value.length > LONGEST_LINE || CONTROL.test(value))
      errors.push({ pointer: `/address/${name}`, code: "required", message: `Write ${what}.` });
    return value;
  };
  const optional = (name: "line2" | "state"): string | null => {
    const value = given[name]?.trim() ?? "";
    if (value.length > LONGEST_LINE || CONTROL.test(value))
      errors.push({ pointer: `/address/${name}`, code: "length", message: `At most ${LONGEST_LINE} characters.` });
    return value === "" ? null : value;
  };
  const country = given.country.trim().toUpperCase();
  const address = {
    line1: text("line1", "street and number"),
    line2: optional("line2"),
    city: text("city", "the city"),
    state: optional("state"),
    postalCode: text("postalCode", "the postal code"),
    country,
  };
  if (countryName(country) === null)
    errors.push({
      pointer: "/address/country",
      code: "unknown_country",
      message: "Write the country's code of two letters.",
      fix: "Germany is DE, the United States are US.",
    });
  if (errors.length > 0) throw invalid(errors);
  return address;
}
