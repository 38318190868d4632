"use client";

import { Menu, Server } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useState, type ReactNode } from "react";
import type { FormAction } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Dialog, DialogTrigger, Sheet } from "@/components/ui/dialog";
import { Brand } from "./brand";
import { CommandMenu } from "./command-menu";
import type { NavItem, OperatorShellModel } from "./model";
import { NavIconMark } from "./nav-icon";
import { currentNavItem } from "./navigation";
import { DemoFoot } from "./shell";
import { SkipLink } from "./skip-link";
import { ThemeToggle } from "./theme-toggle";
import { UserMenu } from "./user-menu";

interface OperatorShellProps {
  model: OperatorShellModel;
  signOut: FormAction;
  children: ReactNode;
}

const onDark = "text-[#b9b3cb] hover:bg-[#2a2440] hover:text-white";

/** Dialogs and menus are drawn outside the shell, so the accent has to stand on `body` as well. */
function useOperatorAccent() {
  useEffect(() => {
    document.body.classList.add("operator");
    return () => document.body.classList.remove("operator");
  }, []);
}

/** The frame of the operator's console: a bar that is dark in both themes, another accent, the environment always named. */
export function OperatorShell({ model, signOut, children }: OperatorShellProps) {
  useOperatorAccent();
  const current = currentNavItem(model.nav, usePathname());
  return (
    <div className="operator flex min-h-screen flex-col">
      <SkipLink />
      <header className="border-b border-[#2f2942] bg-[#15121f] text-[#eceaf3] [--primary:#bba3ec] [--ring:#bba3ec] [--wall:#ffffff]">
        <div className="mx-auto flex h-topbar max-w-dashboard items-center gap-2 px-2 sm:gap-4 sm:px-8">
          <NavigationSheet nav={model.nav} current={current} />
          <Brand href={model.basePath} />
          <span className="inline-flex h-6 shrink-0 items-center gap-2 rounded-sm border border-[#4a4169] px-2 text-xs font-medium text-[#d6cdf0]">
            <Server aria-hidden className="size-3 shrink-0 max-sm:hidden" />
            <span className="sr-only">Environment: </span>
            <span className="whitespace-nowrap">
              {model.environment.name}
              <span className="max-sm:sr-only"> · {model.environment.stripe}</span>
            </span>
          </span>
          <div className="flex flex-1 justify-end">
            <CommandMenu nav={model.nav} onDark commands={model.commands} />
          </div>
          <ThemeToggle className={onDark} />
          <UserMenu
            user={model.user}
            signOut={signOut}
            className={onDark}
            {...(model.portalHref ? { crossing: { label: "Customer portal", href: model.portalHref } } : {})}
          />
        </div>
        <nav aria-label="Console" className="mx-auto hidden max-w-dashboard px-5 lg:flex">
          {model.nav.map((item) => (
            <Link
              key={item.href}
              href={item.href}
              aria-current={item === current ? "page" : undefined}
              className={cn(
                "border-b-2 px-3 py-2.5 font-medium -outline-offset-2",
                item === current ? "border-[#bba3ec] text-white" : "border-transparent text-[#b9b3cb] hover:text-white",
              )}
            >
              {item.label}
            </Link>
          ))}
        </nav>
      </header>
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      {model.demo ? <DemoFoot /> : null}
    </div>
  );
}

function NavigationSheet({ nav, current }: { nav: readonly NavItem[]; current: NavItem | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="ghost" size="icon" aria-label="Open navigation" className={cn("lg:hidden", onDark)}>
          <Menu aria-hidden />
        </Button>
      </DialogTrigger>
      <Sheet title="Navigation">
        <nav aria-label="Console" className="grid gap-0.5 p-3 pt-14">
          {nav.map((item) => (
            <Link
              key={item.href}
              href={item.href}
              aria-current={item === current ? "page" : undefined}
              onClick={() => setOpen(false)}
              className={cn(
                "flex h-10 items-center gap-3 rounded-md px-2 font-medium",
                item === current
                  ? "bg-accent text-accent-foreground"
                  : "text-muted-foreground hover:bg-muted hover:text-foreground",
              )}
            >
              <NavIconMark icon={item.icon} />
              {item.label}
            </Link>
          ))}
        </nav>
      </Sheet>
    </Dialog>
  );
}
