import type { ReactNode } from "react";
import { cn } from "./cn";

/** Facts as pairs: the name at the left, the value at the right. */
export function DescriptionList({ children, className }: { children: ReactNode; className?: string }) {
  return <dl className={cn("grid gap-2", className)}>{children}</dl>;
}

/** One pair. `total` rules it off and makes it heavy. */
export function Description({ term, total, children }: { term: ReactNode; total?: boolean; children: ReactNode }) {
  return (
    <div className={cn("flex justify-between gap-4", total && "border-t pt-2 font-semibold")}>
      <dt className={total ? undefined : "text-muted-foreground"}>{term}</dt>
      <dd className="text-right num">{children}</dd>
    </div>
  );
}
