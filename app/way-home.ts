import type { PublicShellModel } from "@/components/shell/public-shell";
import { organizationsOf } from "@/lib/tenancy";
import { signedInUser } from "./portal-session";

/**
 * Where the head of a page outside the portal leads somebody who is signed in: the first of the organizations. Empty for
 * everybody else, and while it cannot be read: such a page does not fail for the sake of a button.
 */
export async function wayHome(): Promise<Pick<PublicShellModel, "organization">> {
  const signedIn = await signedInUser().catch(() => null);
  if (!signedIn) return {};
  const [first] = await organizationsOf(signedIn.ctx, signedIn.user.id).catch(() => []);
  return first ? { organization: { name: first.organization.name, href: `/orgs/${first.organization.slug}` } } : {};
}
