import { redirect } from "next/navigation";
import { organizationsOf } from "@/lib/tenancy";
import { requireUser } from "../../portal-session";

/** The way into the portal: the first of one's teams, else one's own organization. */
export default async function OrganizationsPage(): Promise<never> {
  const { user, ctx } = await requireUser();
  const [first] = await organizationsOf(ctx, user.id);
  redirect(first ? `/orgs/${first.organization.slug}` : "/orgs/new");
}
