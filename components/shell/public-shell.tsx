import Link from "next/link";
import type { ReactNode } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Brand } from "./brand";
import { DemoFoot } from "./shell";
import { SkipLink } from "./skip-link";
import { ThemeToggle } from "./theme-toggle";

export interface PublicShellModel {
  /** The organization of whoever is signed in, with the way to its portal. */
  organization?: { name: string; href: string };
  /** Where the head leads somebody who is signed in and belongs to no organization, such as staff. */
  home?: { label: string; href: string };
  signInHref: string;
  docsHref?: string;
  demo: boolean;
}

/** The frame of the pages that need no account: pricing, checkout review, the return from payment. */
export function PublicShell({
  model,
  narrow,
  children,
}: {
  model: PublicShellModel;
  narrow?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-screen flex-col">
      <SkipLink />
      <header className="mx-auto flex h-16 w-full max-w-dashboard items-center gap-2 px-4 sm:px-8">
        <Brand />
        <span className="flex-1" />
        {model.docsHref ? (
          <Button asChild variant="ghost" className="max-sm:hidden">
            <Link href={model.docsHref}>Docs</Link>
          </Button>
        ) : null}
        <ThemeToggle />
        {model.organization ? (
          <Button asChild className="max-w-40 shrink">
            <Link href={model.organization.href}>
              <Avatar name={model.organization.name} square className="size-5" />
              <span className="truncate">{model.organization.name}</span>
            </Link>
          </Button>
        ) : (
          <Button asChild>
            <Link href={model.home?.href ?? model.signInHref}>{model.home?.label ?? "Sign in"}</Link>
          </Button>
        )}
      </header>
      <main
        id="main"
        tabIndex={-1}
        className={cn(
          "mx-auto grid w-full flex-1 content-start gap-6 px-4 pt-4 pb-10 outline-none sm:gap-8 sm:px-8 sm:pt-6 sm:pb-16 [&>*]:min-w-0",
          narrow ? "max-w-xl sm:pt-10" : "max-w-dashboard",
        )}
      >
        {children}
      </main>
      {model.demo ? <DemoFoot /> : null}
    </div>
  );
}
