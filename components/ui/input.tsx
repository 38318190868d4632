import type { ComponentProps } from "react";
import { cn } from "./cn";

/** The edge, height and error colour that every field shares. */
export const fieldEdge =
  "w-full rounded-md border border-input bg-card px-3 text-sm text-foreground transition-colors aria-invalid:border-danger-text disabled:cursor-not-allowed disabled:bg-muted disabled:text-muted-foreground";

/** A text field. Its label, hint and error come from `Field`. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn(fieldEdge, "h-10 sm:h-9", className)} {...rest} />;
}

/** A text field of several lines. */
export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cn(fieldEdge, "min-h-20 resize-y py-2", className)} {...rest} />;
}
