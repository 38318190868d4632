"use client";

import { Command } from "cmdk";
import { Building2, CornerDownLeft, Moon, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { Dialog as Primitive } from "radix-ui";
import { useEffect, useState, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Kbd } from "@/components/ui/kbd";
import type { CommandRow, NavItem, OrganizationChoice } from "./model";
import { NavIconMark } from "./nav-icon";

interface CommandMenuProps {
  nav: readonly NavItem[];
  organizations?: readonly OrganizationChoice[];
  commands?: readonly CommandRow[];
  /** Colours for a bar that is dark in both themes. */
  onDark?: boolean;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/u.test(target.tagName))
  );
}

/** Cmd-K (or Ctrl-K, or "/" outside a field): any page, any organization, the theme. */
export function CommandMenu({ nav, organizations = [], commands = [], onDark }: CommandMenuProps) {
  const [open, setOpen] = useState(false);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const chord = event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey);
      const slash = event.key === "/" && !isTyping(event.target);
      if (!chord && !slash) return;
      event.preventDefault();
      setOpen((was) => (chord ? !was : true));
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);

  return (
    <Primitive.Root open={open} onOpenChange={setOpen}>
      <Primitive.Trigger asChild>
        <button
          type="button"
          className={cn(
            "hidden h-9 w-70 items-center gap-2 rounded-md border pr-2 pl-3 lg:flex",
            onDark ? "border-[#3a3352] bg-[#1f1a2e] text-[#b9b3cb]" : "bg-background text-muted-foreground",
          )}
        >
          <Search aria-hidden className="size-4" />
          Search or jump to
          <Kbd className={cn("ml-auto", onDark && "border-[#3a3352] bg-transparent text-[#b9b3cb]")}>⌘K</Kbd>
        </button>
      </Primitive.Trigger>
      <Primitive.Trigger asChild>
        <Button
          variant="ghost"
          size="icon"
          aria-label="Search or jump to"
          className={cn("lg:hidden", onDark && "text-[#b9b3cb] hover:bg-[#2a2440] hover:text-white")}
        >
          <Search aria-hidden />
        </Button>
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-fade-in bg-overlay" />
        <Primitive.Content
          aria-describedby={undefined}
          className="fixed inset-x-4 top-[12vh] z-50 mx-auto max-w-dialog animate-rise-in overflow-hidden rounded-lg border bg-popover text-popover-foreground shadow-lg"
        >
          <Primitive.Title className="sr-only">Search or jump to</Primitive.Title>
          <Rows nav={nav} organizations={organizations} commands={commands} close={() => setOpen(false)} />
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

interface RowsProps {
  nav: readonly NavItem[];
  organizations: readonly OrganizationChoice[];
  commands: readonly CommandRow[];
  close(): void;
}

function Rows({ nav, organizations, commands, close }: RowsProps) {
  const router = useRouter();
  const { resolvedTheme, setTheme } = useTheme();

  function go(href: string) {
    close();
    router.push(href);
  }

  return (
    <Command label="Search or jump to" loop>
      <div className="flex items-center gap-2 border-b px-4">
        <Search aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        <Command.Input placeholder="Page, organization or action" className="h-12 w-full bg-transparent outline-none" />
      </div>
      <Command.List className="max-h-[50vh] overflow-y-auto p-1">
        <Command.Empty className="p-6 text-center text-muted-foreground">Nothing of that name.</Command.Empty>
        <Group heading="Pages">
          {nav.map((item) => (
            <Row key={item.href} value={`page ${item.label}`} onSelect={() => go(item.href)}>
              <NavIconMark icon={item.icon} />
              {item.label}
            </Row>
          ))}
        </Group>
        {organizations.length > 0 ? (
          <Group heading="Organizations">
            {organizations.map((organization) => (
              <Row
                key={organization.id}
                value={`organization ${organization.name} ${organization.id}`}
                onSelect={() => go(organization.href)}
              >
                <Building2 aria-hidden />
                {organization.name}
                {organization.plan ? (
                  <span className="ml-auto text-xs text-muted-foreground">{organization.plan}</span>
                ) : null}
              </Row>
            ))}
          </Group>
        ) : null}
        {[...new Set(commands.map((command) => command.group))].map((group) => (
          <Group key={group} heading={group}>
            {commands
              .filter((command) => command.group === group)
              .map((command) => (
                <Row
                  key={command.label}
                  value={`${group} ${command.label}`}
                  disabled={command.unavailable !== undefined}
                  onSelect={() => go(command.href)}
                >
                  <CornerDownLeft aria-hidden />
                  <span className="min-w-0">
                    {command.label}
                    {command.unavailable ? <span className="block text-xs">{command.unavailable}</span> : null}
                  </span>
                  {command.shortcut ? <Kbd className="ml-auto">{command.shortcut}</Kbd> : null}
                </Row>
              ))}
          </Group>
        ))}
        <Group heading="Appearance">
          <Row
            value="switch theme dark light"
            onSelect={() => {
              setTheme(resolvedTheme === "dark" ? "light" : "dark");
              close();
            }}
          >
            <Moon aria-hidden />
            Switch theme
          </Row>
        </Group>
      </Command.List>
    </Command>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted-foreground"
    >
      {children}
    </Command.Group>
  );
}

interface RowProps {
  value: string;
  disabled?: boolean;
  onSelect(): void;
  children: ReactNode;
}

function Row({ value, disabled, onSelect, children }: RowProps) {
  return (
    <Command.Item
      value={value}
      disabled={disabled ?? false}
      onSelect={onSelect}
      className="flex min-h-10 cursor-pointer items-center gap-3 rounded-sm px-3 data-[disabled=true]:cursor-not-allowed data-[disabled=true]:text-muted-foreground data-[selected=true]:bg-muted [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted-foreground"
    >
      {children}
    </Command.Item>
  );
}
