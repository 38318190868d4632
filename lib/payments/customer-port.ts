import type { BillingAddress, TaxId } from "./details";

export interface CustomerRequest {
  readonly organizationId: string;
  readonly name: string;
  readonly email: string | null;
  /** Null leaves the address that the provider has: its own pages may have asked for it. */
  readonly address: BillingAddress | null;
  /** The provider's id when we know it already. */
  readonly customerId: string | null;
}

/** What the provider knows of a customer. */
export interface ProviderCustomer {
  readonly id: string;
  /** Deleted there: nothing can be sold to it any more. */
  readonly deleted: boolean;
  readonly name: string | null;
  readonly email: string | null;
  /** Null where nobody has written one there. */
  readonly address: ProviderAddress | null;
  readonly taxIds: readonly ProviderTaxId[];
  readonly organizationId: string | null;
}

/** An address as the provider has it: any part may be missing there. */
export type ProviderAddress = { readonly [Part in keyof BillingAddress]: string | null };

export interface ProviderTaxId extends TaxId {
  /** The provider's own. */
  readonly id: string;
}

/** The part of the port that is about whom bills are made out to. */
export interface CustomerPort {
  /** Makes the organization's one customer, or finds and adopts it, and brings name, e-mail and address up to date. Returns its id. */
  ensureCustomer(request: CustomerRequest): Promise<string>;
  /**
   * Gives a customer a tax id, or finds it there, and returns the provider's id of it. VALIDATION_ERROR at /taxId/value when
   * the provider finds it badly written.
   */
  addTaxId(customerId: string, taxId: TaxId): Promise<string>;
  /** Takes a tax id from a customer. One that is not there any more is as good as taken. */
  removeTaxId(customerId: string, providerTaxId: string): Promise<void>;
  retrieveCustomer(customerId: string): Promise<ProviderCustomer | null>;
}
