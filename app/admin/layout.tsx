import type { Metadata } from "next";
import type { ReactNode } from "react";
import { consoleNavigation } from "@/components/shell/navigation";
import { OperatorShell } from "@/components/shell/operator-shell";
import { signOutAction } from "../(auth)/actions";
import { requireStaff } from "../portal-session";
import { environmentWords } from "./environment-words";

export const metadata: Metadata = { title: { default: "Console", template: "%s · Console" }, robots: { index: false } };
export const dynamic = "force-dynamic";

/** The frame of the operator's console. It guards nothing that a page does not guard again. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { user, ctx } = await requireStaff("operator:read");
  return (
    <OperatorShell
      model={{
        user: { name: user.name, email: user.email },
        environment: environmentWords(ctx.env),
        nav: consoleNavigation,
        demo: ctx.env.WEIR_DEMO,
        basePath: "/admin",
        portalHref: "/orgs",
      }}
      signOut={signOutAction}
    >
      {children}
    </OperatorShell>
  );
}
