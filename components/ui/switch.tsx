"use client";

import { Switch as Primitive } from "radix-ui";
import { useId, type ComponentProps, type ReactNode } from "react";
import { cn } from "./cn";

/** A switch for a setting that takes effect at once; a choice inside a form is a `Checkbox`. */
export function Switch({
  label,
  className,
  id,
  ...rest
}: ComponentProps<typeof Primitive.Root> & { label: ReactNode }) {
  const fallback = useId();
  const own = id ?? fallback;
  return (
    <div className={cn("flex min-h-10 items-center justify-between gap-4 sm:min-h-9", className)}>
      <label htmlFor={own} className="min-w-0 cursor-pointer">
        {label}
      </label>
      <Primitive.Root
        id={own}
        className="relative h-5 w-9 shrink-0 rounded-full border border-input bg-muted transition-colors after:absolute after:-inset-2.5 data-[state=checked]:border-primary data-[state=checked]:bg-primary"
        {...rest}
      >
        <Primitive.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-input transition-transform data-[state=checked]:translate-x-4.5 data-[state=checked]:bg-primary-foreground" />
      </Primitive.Root>
    </div>
  );
}
