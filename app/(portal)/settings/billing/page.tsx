import { redirect } from "next/navigation";
import { organizationsOf } from "@/lib/tenancy";
import { requireUser } from "../../../portal-session";

/** An address that people guess: it leads to the billing page of their first organization. */
export default async function SettingsBillingPage(): Promise<never> {
  const { user, ctx } = await requireUser();
  const first = (await organizationsOf(ctx, user.id))[0];
  redirect(first ? `/orgs/${first.organization.slug}/billing` : "/orgs");
}
