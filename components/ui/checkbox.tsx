"use client";

import { Check } from "lucide-react";
import { Checkbox as Primitive } from "radix-ui";
import { useId, type ComponentProps, type ReactNode } from "react";
import { cn } from "./cn";

interface CheckboxProps extends Omit<ComponentProps<typeof Primitive.Root>, "children"> {
  label: ReactNode;
  /** A 12 px line under the label. */
  hint?: ReactNode;
}

/** A check box with its label; the whole line is the target. */
export function Checkbox({ label, hint, className, id, ...rest }: CheckboxProps) {
  const fallback = useId();
  const own = id ?? fallback;
  return (
    <div className={cn("flex items-start gap-3 py-2.5 sm:py-0", className)}>
      <Primitive.Root
        id={own}
        className="relative mt-0.5 grid size-4 shrink-0 place-content-center rounded-sm border border-input bg-card text-primary-foreground after:absolute after:-inset-3 aria-invalid:border-danger-text data-[state=checked]:border-primary data-[state=checked]:bg-primary"
        {...rest}
      >
        <Primitive.Indicator>
          <Check aria-hidden className="size-3" strokeWidth={3} />
        </Primitive.Indicator>
      </Primitive.Root>
      <label htmlFor={own} className="min-w-0 cursor-pointer">
        {label}
        {hint ? <span className="block text-xs text-muted-foreground">{hint}</span> : null}
      </label>
    </div>
  );
}
