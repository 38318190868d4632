import type { PublicShellModel } from "@/components/shell/public-shell";
import { staffRole } from "@/lib/access";
import { organizationsOf } from "@/lib/tenancy";
import { signedInUser, type SignedIn } from "./portal-session";

/**
 * Where the head of a page outside the portal leads somebody who is signed in: the first of the organizations, else the
 * console for staff. Empty for everybody else, and while it cannot be read: such a page does not fail for the sake of a
 * button.
 */
export async function wayHome(): Promise<Pick<PublicShellModel, "organization" | "home">> {
  const signedIn = await signedInUser().catch(() => null);
  if (!signedIn) return {};
  const [first] = await organizationsOf(signedIn.ctx, signedIn.user.id).catch(() => []);
  if (first) return { organization: { name: first.organization.name, href: `/orgs/${first.organization.slug}` } };
  return { home: await homeWithoutOrganization(signedIn) };
}

async function homeWithoutOrganization({ ctx, user }: SignedIn): Promise<NonNullable<PublicShellModel["home"]>> {
  const role = await staffRole(ctx, user.id).catch(() => null);
  return role ? { label: "Console", href: "/admin" } : { label: "Your organizations", href: "/orgs" };
}
