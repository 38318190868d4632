import type { ReactNode } from "react";
import { PublicShell } from "@/components/shell/public-shell";
import { world } from "@/lib/http";
import { wayHome } from "../way-home";

/** The frame of the pages that everybody may see; whoever is signed in finds the way back to the portal. */
export default async function MarketingLayout({ children }: { children: ReactNode }) {
  return (
    <PublicShell model={{ ...(await wayHome()), signInHref: "/sign-in", demo: world().env.WEIR_DEMO }}>
      {children}
    </PublicShell>
  );
}
