import type { ReactNode } from "react";
import { PublicShell } from "@/components/shell/public-shell";
import { organizationsOf } from "@/lib/tenancy";
import { signedInUser } from "../portal-session";
import { world } from "@/lib/http";

/** The frame of the pages that everybody may see; whoever is signed in finds the way back to the portal. */
export default async function MarketingLayout({ children }: { children: ReactNode }) {
  const signedIn = await signedInUser();
  const first = signedIn ? (await organizationsOf(signedIn.ctx, signedIn.user.id))[0]?.organization : undefined;
  return (
    <PublicShell
      model={{
        ...(first ? { organization: { name: first.name, href: `/orgs/${first.slug}` } } : {}),
        signInHref: "/sign-in",
        demo: world().env.WEIR_DEMO,
      }}
    >
      {children}
    </PublicShell>
  );
}
