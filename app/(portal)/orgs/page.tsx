import { redirect } from "next/navigation";
import { staffRole } from "@/lib/access";
import { organizationsOf } from "@/lib/tenancy";
import { requireUser } from "../../portal-session";

/** The way into the portal: the first of one's teams, else one's own organization. Staff without one go to the console. */
export default async function OrganizationsPage(): Promise<never> {
  const { user, ctx } = await requireUser();
  const [first] = await organizationsOf(ctx, user.id);
  if (first) redirect(`/orgs/${first.organization.slug}`);
  redirect((await staffRole(ctx, user.id)) ? "/admin" : "/orgs/new");
}
