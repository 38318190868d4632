/** Where bills are sent and taxed. Texts as they are printed; `country` is an ISO 3166 code of two letters. */
export interface BillingAddress {
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly state: string | null;
  readonly postalCode: string;
  readonly country: string;
}

/** A number under which somebody is known to a tax office, of one of the provider's types (`eu_vat`). */
export interface TaxId {
  readonly type: string;
  readonly value: string;
}

/** To whom an organization's bills are made out, besides its name and e-mail. */
export interface BillingDetails {
  readonly address: BillingAddress | null;
  readonly taxId: TaxId | null;
  /** Where the tax id lives at the provider. */
  readonly providerTaxId: string | null;
  /** Tax ids of ours at the provider that were replaced and have to go there. */
  readonly replaced: readonly string[];
}

/** What an organization has that never said anything. */
export const NO_DETAILS: BillingDetails = { address: null, taxId: null, providerTaxId: null, replaced: [] };
