import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A table that fits its container; on a phone hide columns (`max-sm:hidden`) and repeat them as a `CellSub`. */
export function Table({ className, ...rest }: ComponentProps<"table">) {
  return <table className={cn("w-full border-collapse", className)} {...rest} />;
}

/** The head group of a table. */
export function TableHead(props: ComponentProps<"thead">) {
  return <thead {...props} />;
}

/** The body group: a rule between rows, none after the last. */
export function TableBody({ className, ...rest }: ComponentProps<"tbody">) {
  return <tbody className={cn("[&>tr:last-child>*]:border-b-0", className)} {...rest} />;
}

/** A row; it tints under the pointer. */
export function TableRow({ className, ...rest }: ComponentProps<"tr">) {
  return <tr className={cn("[tbody>&]:hover:bg-muted/50", className)} {...rest} />;
}

interface CellAlign {
  /** Numbers and money stand at the right, with figures of equal width. */
  numeric?: boolean;
}

const edge = "first:pl-4 last:pr-4 sm:first:pl-6 sm:last:pr-6";

/** A column's head, 36 high. */
export function ColumnHead({ numeric, className, ...rest }: ComponentProps<"th"> & CellAlign) {
  return (
    <th
      scope="col"
      className={cn(
        "h-9 border-b px-2 text-xs font-medium whitespace-nowrap text-muted-foreground sm:px-3",
        numeric ? "text-right" : "text-left",
        edge,
        className,
      )}
      {...rest}
    />
  );
}

/** A cell, 44 high also with a sub-line. */
export function Cell({ numeric, className, ...rest }: ComponentProps<"td"> & CellAlign) {
  return (
    <td
      className={cn("h-row border-b px-2 py-2 sm:px-3 sm:py-1", numeric && "text-right num", edge, className)}
      {...rest}
    />
  );
}

/** The head of a row: the name of what the row is about. */
export function RowHead({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="row"
      className={cn("h-row border-b px-2 py-2 text-left font-normal sm:px-3 sm:py-1", edge, className)}
      {...rest}
    />
  );
}

/** The 12 px line under a cell's text. */
export function CellSub({ className, ...rest }: ComponentProps<"span">) {
  return <span className={cn("block text-xs text-muted-foreground num", className)} {...rest} />;
}
