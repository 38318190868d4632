"use client";

import { ChevronsUpDown, Plus } from "lucide-react";
import Link from "next/link";
import { Avatar } from "@/components/ui/avatar";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import type { OrganizationChoice } from "./model";

interface OrganizationSwitcherProps {
  current: OrganizationChoice;
  organizations: readonly OrganizationChoice[];
  newOrganizationHref?: string;
}

/** Which organization the portal speaks for, and the way to another. */
export function OrganizationSwitcher({ current, organizations, newOrganizationHref }: OrganizationSwitcherProps) {
  const teams = organizations.filter((organization) => organization.kind === "team");
  const personal = organizations.filter((organization) => organization.kind === "personal");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex h-row w-full items-center gap-2 rounded-md border px-2 text-left transition-colors hover:bg-muted">
        <Avatar name={current.name} square />
        <span className="min-w-0 flex-1">
          <span className="sr-only">Organization: </span>
          <span className="block truncate font-medium">{current.name}</span>
          <span className="block truncate text-xs text-muted-foreground">{current.plan ?? "No plan"}</span>
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-(--radix-dropdown-menu-trigger-width) min-w-54">
        <Choices title="Organizations" choices={teams} currentId={current.id} />
        <Choices title="Personal" choices={personal} currentId={current.id} />
        {newOrganizationHref ? (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem asChild>
              <Link href={newOrganizationHref}>
                <Plus aria-hidden />
                New organization
              </Link>
            </DropdownMenuItem>
          </>
        ) : null}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

interface ChoicesProps {
  title: string;
  choices: readonly OrganizationChoice[];
  currentId: string;
}

function Choices({ title, choices, currentId }: ChoicesProps) {
  if (choices.length === 0) return null;
  return (
    <>
      <DropdownMenuLabel>{title}</DropdownMenuLabel>
      {choices.map((choice) => (
        <DropdownMenuItem key={choice.id} asChild>
          <Link href={choice.href} aria-current={choice.id === currentId ? "true" : undefined}>
            <Avatar name={choice.name} square />
            <span className="min-w-0 flex-1 truncate">{choice.name}</span>
            {choice.plan ? <span className="text-xs text-muted-foreground">{choice.plan}</span> : null}
          </Link>
        </DropdownMenuItem>
      ))}
    </>
  );
}
