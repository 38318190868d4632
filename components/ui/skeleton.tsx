import type { ReactNode } from "react";
import { cn } from "./cn";

/** A box of the height that is to come. Hidden from a screen reader: `Loading` speaks for all of them. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("skeleton", className)} />;
}

/** Wraps the skeletons of a page or card and says once that it is loading. */
export function Loading({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <div role="status" aria-busy className={className}>
      <span className="sr-only">{label}</span>
      {children}
    </div>
  );
}
