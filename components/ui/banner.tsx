import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { Tone } from "./badge";
import { cn } from "./cn";

const surfaces: Record<Tone, string> = {
  neutral: "bg-muted",
  info: "bg-accent",
  success: "border-success-border bg-success-surface [&>svg]:text-success-text [&_strong]:text-success-text",
  warning: "border-warning-border bg-warning-surface [&>svg]:text-warning-text [&_strong]:text-warning-text",
  danger: "border-danger-border bg-danger-surface [&>svg]:text-danger-text [&_strong]:text-danger-text",
};

interface BannerProps {
  tone: Tone;
  icon: LucideIcon;
  /** The state in bold, with its full stop. */
  lead: string;
  /** One or two sentences, with dates. */
  children: ReactNode;
  /** At most two buttons. */
  actions?: ReactNode;
  /** Inside a card the banner has an edge of its own; under the top bar it runs across the page. */
  inCard?: boolean;
  className?: string;
}

/** Says the one thing that matters most about the state of the subscription. A page shows one at most. */
export function Banner({ tone, icon: Icon, lead, children, actions, inCard, className }: BannerProps) {
  return (
    <div
      role="status"
      className={cn(
        "flex flex-wrap items-start gap-3 px-4 py-3 sm:flex-nowrap sm:items-center",
        inCard ? "rounded-md border" : "border-b sm:px-8",
        surfaces[tone],
        className,
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 sm:mt-0" />
      <p className="min-w-0 shrink basis-[calc(100%-2rem)] text-pretty sm:flex-1 sm:basis-auto">
        <strong className="font-semibold">{lead}</strong> {children}
      </p>
      {actions ? <div className="flex w-full flex-wrap gap-2 pl-7 sm:w-auto sm:shrink-0 sm:pl-0">{actions}</div> : null}
    </div>
  );
}

/** A quiet remark with an icon, inside a card or a form. */
export function Note({
  icon: Icon,
  children,
  className,
}: {
  icon: LucideIcon;
  children: ReactNode;
  className?: string;
}) {
  return (
    <div className={cn("flex items-start gap-2 rounded-md bg-muted px-4 py-3", className)}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted-foreground" />
      <div className="flex min-w-0 flex-1 flex-wrap justify-between gap-x-4 gap-y-1">{children}</div>
    </div>
  );
}
