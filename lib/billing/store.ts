import { sqlOf, type DbOrTx } from "@/lib/platform/db";

/** Whose Stripe customer this is; null when it is nobody's here (another deployment may share the Stripe account). */
export async function organizationOfCustomer(db: DbOrTx, stripeCustomerId: string): Promise<string | null> {
  const rows = await sqlOf(db).query<{ id: string }>("select id from organization where stripe_customer_id = $1", [stripeCustomerId]);
  return rows[0]?.id ?? null;
}
