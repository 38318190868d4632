import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn";

const frame = "flex w-full max-w-full gap-1 rounded-md bg-muted p-1 sm:inline-flex sm:w-auto";

function segment(current: boolean): string {
  return cn(
    "inline-flex h-10 min-w-0 flex-1 items-center justify-center gap-2 rounded-sm px-2 font-medium whitespace-nowrap transition-colors sm:h-7 sm:flex-none sm:px-3",
    current ? "bg-segment text-foreground shadow-sm" : "text-muted-foreground hover:text-foreground",
  );
}

export interface SegmentLink {
  label: ReactNode;
  href: string;
  current: boolean;
}

/** A choice whose options are addresses: it works without script, and the back button undoes it. */
export function SegmentedLinks({
  label,
  options,
  className,
}: {
  label: string;
  options: readonly SegmentLink[];
  className?: string;
}) {
  return (
    <nav aria-label={label} className={cn(frame, className)}>
      {options.map((option) => (
        <Link
          key={option.href}
          href={option.href}
          scroll={false}
          aria-current={option.current ? "true" : undefined}
          className={segment(option.current)}
        >
          {option.label}
        </Link>
      ))}
    </nav>
  );
}

interface SegmentedProps<Value extends string> {
  label: string;
  options: readonly { value: Value; label: ReactNode }[];
  value: Value;
  onChange(value: Value): void;
  className?: string;
}

/** A choice between a few views of what is already on the page. */
export function Segmented<Value extends string>({ label, options, value, onChange, className }: SegmentedProps<Value>) {
  return (
    <div role="group" aria-label={label} className={cn(frame, className)}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          className={segment(option.value === value)}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
