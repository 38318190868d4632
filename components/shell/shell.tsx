"use client";

import { FlaskConical, Menu } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { FormAction } from "@/components/ui/action-form";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog, DialogTrigger, Sheet } from "@/components/ui/dialog";
import { ActingBar } from "./acting-bar";
import { Brand } from "./brand";
import { CommandMenu } from "./command-menu";
import type { ShellModel } from "./model";
import { Sidebar } from "./sidebar";
import { SkipLink } from "./skip-link";
import { StatusBanner } from "./status-banner";
import { ThemeToggle } from "./theme-toggle";
import { UserMenu } from "./user-menu";

interface ShellProps {
  model: ShellModel;
  signOut: FormAction;
  /** Ends acting for a member; needed where the model says that somebody does. */
  endActing?: FormAction;
  children: ReactNode;
}

/** The frame of every signed-in page: sidebar, top bar, at most one banner, and the page in `main`. */
export function Shell({ model, signOut, endActing, children }: ShellProps) {
  return (
    <div className="min-h-screen lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <SkipLink />
      <aside aria-label="Navigation" className="hidden border-r bg-card lg:block">
        <div className="sticky top-0 h-screen overflow-y-auto">
          <Sidebar model={model} />
        </div>
      </aside>
      <div className="flex min-h-screen min-w-0 flex-col">
        {model.acting ? <ActingBar acting={model.acting} timeZone={model.timeZone} end={endActing} /> : null}
        <TopBar model={model} signOut={signOut} />
        {model.banner ? <StatusBanner banner={model.banner} timeZone={model.timeZone} /> : null}
        <main id="main" tabIndex={-1} className="flex-1 outline-none">
          {children}
        </main>
        {model.demo ? <DemoFoot /> : null}
      </div>
    </div>
  );
}

function TopBar({ model, signOut }: { model: ShellModel; signOut: FormAction }) {
  const [navigationOpen, setNavigationOpen] = useState(false);
  return (
    <header className="flex h-topbar items-center gap-1 border-b bg-card pr-2 pl-1 sm:px-8 sm:pl-6 lg:gap-2 lg:pl-8">
      <Dialog open={navigationOpen} onOpenChange={setNavigationOpen}>
        <DialogTrigger asChild>
          <Button variant="ghost" size="icon" aria-label="Open navigation" className="lg:hidden">
            <Menu aria-hidden />
          </Button>
        </DialogTrigger>
        <Sheet title="Navigation">
          <Sidebar model={model} onNavigate={() => setNavigationOpen(false)} />
        </Sheet>
      </Dialog>
      <Brand href={model.basePath} compact className="px-1 lg:hidden" />
      <span className="min-w-0 truncate font-medium lg:hidden">{model.current.name}</span>
      <CommandMenuSlot model={model} />
      {model.demo ? (
        <Badge tone="info" icon={FlaskConical} className="max-sm:hidden">
          Demo
        </Badge>
      ) : null}
      <ThemeToggle />
      <UserMenu
        user={model.user}
        signOut={signOut}
        {...(model.operatorHref ? { crossing: { label: "Operator console", href: model.operatorHref } } : {})}
      />
    </header>
  );
}

function CommandMenuSlot({ model }: { model: ShellModel }) {
  return (
    <div className="flex flex-1 justify-end lg:justify-start">
      <CommandMenu nav={model.nav} organizations={model.organizations} commands={model.commands} />
    </div>
  );
}

/** Said on every page of a demo, so that nobody wonders whose money moves. */
export function DemoFoot() {
  return (
    <footer className="mx-auto w-full max-w-dashboard px-4 pb-6 text-xs text-muted-foreground sm:px-8">
      Demo data, simulated Stripe. Nothing here charges a real card.
    </footer>
  );
}
