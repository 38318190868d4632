import { cva, type VariantProps } from "class-variance-authority";
import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const badgeVariants = cva(
  "inline-flex h-6 max-w-full items-center gap-1 rounded-sm px-2 text-xs font-medium whitespace-nowrap num [&_svg]:size-3 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        neutral: "bg-muted text-muted-foreground",
        success: "bg-success-surface text-success-text",
        warning: "bg-warning-surface text-warning-text",
        danger: "bg-danger-surface text-danger-text",
        info: "bg-accent text-accent-foreground",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

/** The five tones of a badge or banner; the colour only repeats what icon and word say. */
export type Tone = NonNullable<VariantProps<typeof badgeVariants>["tone"]>;

interface BadgeProps extends ComponentProps<"span"> {
  tone?: Tone;
  /** Required in effect: a state is never shown by colour alone. Left out only where the text is a code. */
  icon?: LucideIcon;
}

/** A state in one word: icon, word, tint. */
export function Badge({ tone, icon: Icon, className, children, ...rest }: BadgeProps) {
  return (
    <span className={cn(badgeVariants({ tone }), className)} {...rest}>
      {Icon ? <Icon aria-hidden strokeWidth={2} /> : null}
      {children}
    </span>
  );
}

/** A scope, an event type or another code word as a quiet chip. */
export function CodeBadge({ className, ...rest }: ComponentProps<"code">) {
  return <code className={cn(badgeVariants({ tone: "neutral" }), "font-normal", className)} {...rest} />;
}
