import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import { NO_DETAILS, type BillingAddress, type BillingDetails, type TaxId } from "./model";

interface DetailsRow {
  readonly tax_id_type: string | null;
  readonly tax_id_value: string | null;
  readonly stripe_tax_id: string | null;
  readonly replaced_tax_ids: string;
  readonly line1: string | null;
  readonly line2: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly postal_code: string | null;
  readonly country: string | null;
}

const COLUMNS = `tax_id_type, tax_id_value, stripe_tax_id, array_to_json(replaced_tax_ids)::text as replaced_tax_ids,
  line1, line2, city, state, postal_code, country`;

export async function loadDetails(db: DbOrTx, organizationId: string, lock = false): Promise<BillingDetails> {
  const [row] = await sqlOf(db).query<DetailsRow>(
    `select ${COLUMNS} from billing_details where organization_id = $1 ${lock ? "for update" : ""}`,
    [organizationId],
  );
  return row ? detailsOf(row) : NO_DETAILS;
}

/** Makes the row if there is none, and holds it: who changes it comes one after the other. */
export async function lockDetails(tx: Tx, organizationId: string): Promise<BillingDetails> {
  await sqlOf(tx).query(
    `insert into billing_details (organization_id, updated_at) values ($1, business_now()) on conflict do nothing returning organization_id`,
    [organizationId],
  );
  return loadDetails(tx, organizationId, true);
}

export async function saveAddress(tx: Tx, organizationId: string, address: BillingAddress): Promise<void> {
  const { line1, line2, city, state, postalCode, country } = address;
  await sqlOf(tx).query(
    `update billing_details set line1 = $2, line2 = $3, city = $4, state = $5, postal_code = $6, country = $7,
       updated_at = business_now() where organization_id = $1 returning organization_id`,
    [organizationId, line1, line2, city, state, postalCode, country],
  );
}

/** Puts a tax id, or none, in the place of the present one, whose counterpart at the provider has to go. */
export async function saveTaxId(
  tx: Tx,
  organizationId: string,
  taxId: TaxId | null,
  providerTaxId: string | null,
): Promise<void> {
  await sqlOf(tx).query(
    `update billing_details set tax_id_type = $2, tax_id_value = $3, updated_at = business_now(),
       replaced_tax_ids = case when stripe_tax_id is null or stripe_tax_id is not distinct from $4 then array_remove(replaced_tax_ids, $4)
                               else array_append(array_remove(replaced_tax_ids, $4), stripe_tax_id) end,
       stripe_tax_id = $4
     where organization_id = $1 returning organization_id`,
    [organizationId, taxId?.type ?? null, taxId?.value ?? null, providerTaxId],
  );
}

/**
 * Notes where the present tax id lives at the provider. When another number has taken its place meanwhile, that one at the
 * provider has to go, and is noted with the replaced ones.
 */
export async function keepTaxIdAtProvider(
  db: DbOrTx,
  organizationId: string,
  { type, value }: TaxId,
  providerTaxId: string,
): Promise<void> {
  await sqlOf(db).query(
    `update billing_details set
       stripe_tax_id = case when tax_id_type = $2 and tax_id_value = $3 then $4 else stripe_tax_id end,
       replaced_tax_ids = case when (tax_id_type = $2 and tax_id_value = $3) or stripe_tax_id is not distinct from $4
                               then array_remove(replaced_tax_ids, $4)
                               else array_append(array_remove(replaced_tax_ids, $4), $4) end
     where organization_id = $1 returning organization_id`,
    [organizationId, type, value, providerTaxId],
  );
}

/** A replaced tax id is gone at the provider. */
export async function forgetReplaced(db: DbOrTx, organizationId: string, providerTaxId: string): Promise<void> {
  await sqlOf(db).query(
    `update billing_details set replaced_tax_ids = array_remove(replaced_tax_ids, $2) where organization_id = $1 returning organization_id`,
    [organizationId, providerTaxId],
  );
}

function detailsOf(row: DetailsRow): BillingDetails {
  const { line1, line2, city, state, postal_code: postalCode, country } = row;
  const addressed = line1 !== null && city !== null && postalCode !== null && country !== null;
  return {
    address: addressed ? { line1, line2, city, state, postalCode, country } : null,
    taxId:
      row.tax_id_type !== null && row.tax_id_value !== null ? { type: row.tax_id_type, value: row.tax_id_value } : null,
    providerTaxId: row.stripe_tax_id,
    replaced: JSON.parse(row.replaced_tax_ids) as string[],
  };
}
