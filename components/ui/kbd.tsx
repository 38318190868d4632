import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A key of the keyboard. */
export function Kbd({ className, ...rest }: ComponentProps<"kbd">) {
  return <kbd className={cn("rounded-sm border bg-card px-1 text-muted-foreground", className)} {...rest} />;
}
