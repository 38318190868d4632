"use client";

import { CalendarDays, ChevronDown } from "lucide-react";
import Link from "next/link";
import { Button } from "../../ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../../ui/dropdown-menu";
import type { PeriodOption } from "./model";

/** The period to look at. Each is an address, so that a link to a month can be sent to somebody. */
export function PeriodMenu({ periods }: { periods: readonly PeriodOption[] }) {
  const current = periods.find((period) => period.current) ?? periods[0];
  if (!current) return null;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button aria-label={`Period: ${current.label}`}>
          <CalendarDays aria-hidden />
          {current.label}
          <ChevronDown aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {periods.map((period) => (
          <DropdownMenuItem key={period.href} asChild>
            <Link href={period.href} aria-current={period.current ? "true" : undefined}>
              {period.label}
            </Link>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
