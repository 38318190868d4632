import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

/** Class names of a button, for an element that has to be something else (a `summary`, a menu trigger). */
export const buttonVariants = cva(
  [
    "inline-flex shrink-0 items-center justify-center gap-2 rounded-md border text-sm font-medium whitespace-nowrap num",
    "transition-colors select-none",
    "disabled:cursor-not-allowed disabled:border-border disabled:bg-muted disabled:text-muted-foreground disabled:shadow-none disabled:hover:bg-muted",
    "aria-disabled:cursor-not-allowed aria-disabled:border-border aria-disabled:bg-muted aria-disabled:text-muted-foreground aria-disabled:shadow-none",
    "[&_svg]:size-4 [&_svg]:shrink-0",
  ],
  {
    variants: {
      variant: {
        primary:
          "border-primary bg-primary text-primary-foreground shadow-sm hover:border-primary-hover hover:bg-primary-hover",
        secondary: "bg-secondary text-secondary-foreground shadow-sm hover:bg-muted",
        danger: "border-danger-border bg-transparent text-danger-text hover:bg-danger-surface",
        destructive: "border-destructive bg-destructive text-destructive-foreground shadow-sm hover:opacity-90",
        ghost: "border-transparent bg-transparent text-muted-foreground hover:bg-muted hover:text-foreground",
      },
      size: {
        default: "h-10 px-3 sm:h-9",
        sm: "h-10 px-3 sm:h-8 sm:px-2",
        icon: "size-10 sm:size-9",
        "icon-sm": "size-10 sm:size-8",
      },
      block: { true: "w-full", false: "" },
    },
    compoundVariants: [{ variant: ["primary", "destructive"], size: "default", className: "px-4" }],
    defaultVariants: { variant: "secondary", size: "default", block: false },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof buttonVariants> {
  /** Renders the single child (a link) with the button's looks instead of a `button`. */
  asChild?: boolean;
  /** Work is under way: the button keeps its width, cannot be pressed and says so to a screen reader. */
  pending?: boolean;
  children?: ReactNode;
}

/** A button. A view holds at most one `primary`; `destructive` is filled only inside the dialog that confirms it. */
export function Button({
  asChild,
  pending,
  variant,
  size,
  block,
  className,
  children,
  disabled,
  type,
  ...rest
}: ButtonProps) {
  const classes = cn(buttonVariants({ variant, size, block }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type={type ?? "button"}
      className={classes}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      {...rest}
    >
      {pending ? <LoaderCircle aria-hidden className="animate-spin" /> : null}
      {children}
    </button>
  );
}
