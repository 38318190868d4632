import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

interface CardProps extends ComponentProps<"section"> {
  /** No padding of its own: the card holds a table or list that brings its own. */
  flush?: boolean;
}

/** A card. Give it an `aria-label` or `aria-labelledby`, so that it can be found as a region. */
export function Card({ flush, className, ...rest }: CardProps) {
  return (
    <section
      className={cn(
        "min-w-0 rounded-lg border bg-card text-card-foreground shadow-sm",
        flush ? "overflow-hidden" : "p-4 sm:p-6",
        className,
      )}
      {...rest}
    />
  );
}

interface CardHeadProps {
  title: ReactNode;
  description?: ReactNode;
  /** A badge or one control, at the right. */
  aside?: ReactNode;
  /** In a flush card the head brings the padding that the card does not have. */
  flush?: boolean;
  id?: string;
  className?: string;
}

/** Title of a card at 16 px, with an optional line below and one thing at its right. */
export function CardHead({ title, description, aside, flush, id, className }: CardHeadProps) {
  return (
    <header
      className={cn(
        "flex flex-wrap items-start justify-between gap-x-4 gap-y-3",
        flush && "p-4 sm:px-6 sm:py-5",
        className,
      )}
    >
      <div className="min-w-0">
        <CardTitle id={id}>{title}</CardTitle>
        {description ? <p className="text-muted-foreground">{description}</p> : null}
      </div>
      {aside}
    </header>
  );
}

/** The heading of a card. */
export function CardTitle({ className, ...rest }: ComponentProps<"h2">) {
  return <h2 className={cn("text-base font-semibold", className)} {...rest} />;
}

/** A ruled foot at the card's edge: the table view at the left, "Copy as curl" and exports at the right. */
export function CardFoot({ flush, className, ...rest }: ComponentProps<"footer"> & { flush?: boolean }) {
  return (
    <footer
      className={cn(
        "flex flex-wrap items-center gap-x-4 gap-y-2 border-t px-4 py-2 text-xs text-muted-foreground sm:px-6 sm:py-3",
        flush ? "" : "-mx-4 mt-4 -mb-4 sm:-mx-6 sm:mt-6 sm:-mb-6",
        className,
      )}
      {...rest}
    />
  );
}
