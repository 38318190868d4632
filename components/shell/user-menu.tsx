"use client";

import { ArrowRightLeft, CircleUser, LogOut } from "lucide-react";
import Link from "next/link";
import { useRef } from "react";
import { ActionForm, type FormAction } from "@/components/ui/action-form";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";

interface UserMenuProps {
  user: { name: string; email: string };
  signOut: FormAction;
  /** The other house this person may enter: the console for staff, the portal for an operator. */
  crossing?: { label: string; href: string };
  className?: string;
}

/** Who is signed in, and the way out. */
export function UserMenu({ user, signOut, crossing, className }: UserMenuProps) {
  // The form stands outside the menu: choosing a row closes the menu, and a form that left the page is not submitted.
  const form = useRef<HTMLFormElement>(null);
  return (
    <>
      <ActionForm ref={form} action={signOut} className="hidden" />
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" aria-label={`Account of ${user.name}`} className={className}>
            <Avatar name={user.name} />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="min-w-56">
          <div className="px-2 py-2">
            <p className="truncate font-medium">{user.name}</p>
            <p className="truncate text-xs text-muted-foreground">{user.email}</p>
          </div>
          <DropdownMenuSeparator />
          <DropdownMenuItem asChild>
            <Link href="/settings/profile">
              <CircleUser aria-hidden />
              Profile
            </Link>
          </DropdownMenuItem>
          {crossing ? (
            <DropdownMenuItem asChild>
              <Link href={crossing.href}>
                <ArrowRightLeft aria-hidden />
                {crossing.label}
              </Link>
            </DropdownMenuItem>
          ) : null}
          <DropdownMenuItem onSelect={() => form.current?.requestSubmit()}>
            <LogOut aria-hidden />
            Sign out
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
    </>
  );
}
