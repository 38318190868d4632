import { sqlOf, type DbOrTx } from "@/lib/platform/db";

/** An organization that has a customer at Stripe. */
export interface Customer {
  readonly organizationId: string;
  readonly name: string;
  readonly billingEmail: string | null;
  readonly stripeCustomerId: string;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly billing_email: string | null;
  readonly stripe_customer_id: string;
}

/** One page of them by id, or the one that is named. */
export async function customersAfter(
  db: DbOrTx,
  page: { after: string | null; limit: number; only?: string },
): Promise<Customer[]> {
  const rows = await sqlOf(db).query<Row>(
    `select id, name, billing_email, stripe_customer_id from organization
     where stripe_customer_id is not null and ($1::text is null or id > $1) and ($3::text is null or id = $3)
     order by id limit $2::int`,
    [page.after, page.limit, page.only ?? null],
  );
  return rows.map((row) => ({
    organizationId: row.id,
    name: row.name,
    billingEmail: row.billing_email,
    stripeCustomerId: row.stripe_customer_id,
  }));
}
