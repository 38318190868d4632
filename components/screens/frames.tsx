import type { ReactNode } from "react";
import type { ActingModel, BannerModel, ShellModel } from "@/components/shell/model";
import { consoleNavigation, portalNavigation } from "@/components/shell/navigation";
import { OperatorShell } from "@/components/shell/operator-shell";
import { PublicShell } from "@/components/shell/public-shell";
import { Shell } from "@/components/shell/shell";

const basePath = "/orgs/acme";

const portal: ShellModel = {
  user: { name: "Rosa Vega", email: "rosa@acme.example" },
  organizations: [
    { id: "og_acme", name: "Acme", kind: "team", plan: "Growth", href: basePath },
    { id: "og_globex", name: "Globex", kind: "team", plan: "Pro", href: "/orgs/globex" },
    { id: "og_rosa", name: "Rosa Vega", kind: "personal", plan: "Free", href: "/orgs/rosa-vega" },
  ],
  current: { id: "og_acme", name: "Acme", kind: "team", plan: "Growth", href: basePath },
  nav: portalNavigation(basePath, "Acme"),
  widget: {
    meters: [
      {
        slug: "api_calls",
        name: "API calls",
        unit: { one: "call", many: "calls" },
        used: 62_400,
        limit: 100_000,
        policy: "METERED",
      },
      {
        slug: "ai_tokens",
        name: "AI tokens",
        unit: { one: "token", many: "tokens" },
        used: 810_000,
        limit: 1_000_000,
        policy: "HARD_STOP",
      },
    ],
    resetsAt: "2026-12-03T00:00:00Z",
    href: `${basePath}/usage`,
  },
  demo: true,
  basePath,
  timeZone: "UTC",
  newOrganizationHref: "/orgs/new",
};

/** The portal's shell around a screen of the gallery, with an organization to stand in. */
export function PortalFrame({
  banner,
  acting,
  children,
}: {
  banner?: BannerModel;
  acting?: ActingModel;
  children: ReactNode;
}) {
  return (
    <Shell model={{ ...portal, banner, acting }} signOut="/sign-out" endActing="/end-acting">
      {children}
    </Shell>
  );
}

/** The operator's console around a screen of the gallery. */
export function OperatorFrame({ children }: { children: ReactNode }) {
  return (
    <OperatorShell
      model={{
        user: { name: "Ida Berg", email: "operator@weir.example" },
        environment: { name: "Demo", stripe: "simulated Stripe" },
        nav: consoleNavigation,
        demo: true,
        basePath: "/admin",
        portalHref: "/orgs",
      }}
      signOut="/sign-out"
    >
      {children}
    </OperatorShell>
  );
}

/** The public shell around a screen of the gallery. */
export function PublicFrame({
  signedIn,
  narrow,
  children,
}: {
  signedIn?: boolean;
  narrow?: boolean;
  children: ReactNode;
}) {
  return (
    <PublicShell
      narrow={narrow}
      model={{
        signInHref: "/sign-in",
        docsHref: "/docs",
        demo: true,
        organization: signedIn ? { name: "Acme", href: basePath } : undefined,
      }}
    >
      {children}
    </PublicShell>
  );
}
