import type { DbOrTx } from "@/lib/platform/db";
import type { BillingDetails } from "./model";
import * as store from "./store";

export { checkedAddress, checkedTaxId, countryName, sameTaxNumber, TAX_ID_TYPES, taxIdFault } from "./form";
export type { BillingAddress, BillingDetails, TaxId } from "./model";
export { forgetReplaced, keepTaxIdAtProvider, lockDetails, saveAddress, saveTaxId } from "./store";

/** To whom an organization's bills are made out, besides its name and e-mail. */
export const getBillingDetails = (ctx: { readonly db: DbOrTx }, organizationId: string): Promise<BillingDetails> =>
  store.loadDetails(ctx.db, organizationId);
