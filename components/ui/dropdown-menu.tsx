"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

/** Root and trigger of a menu; arrow keys, type-ahead and focus return are Radix's. */
export const DropdownMenu = Primitive.Root;
export const DropdownMenuTrigger = Primitive.Trigger;

/** The panel of a menu. */
export function DropdownMenuContent({ className, sideOffset = 4, ...rest }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Content
        sideOffset={sideOffset}
        collisionPadding={8}
        className={cn(
          "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 animate-rise-in overflow-y-auto rounded-md border bg-popover p-1 text-popover-foreground shadow-md",
          className,
        )}
        {...rest}
      />
    </Primitive.Portal>
  );
}

interface ItemProps extends ComponentProps<typeof Primitive.Item> {
  /** Colours the row as one that takes something away. */
  danger?: boolean;
  /** Marks the row that is in force. */
  current?: boolean;
}

/** A row of a menu. With `asChild` the single child (a link) becomes the row. */
export function DropdownMenuItem({ danger, current, className, children, asChild, ...rest }: ItemProps) {
  const classes = cn(
    "flex min-h-10 items-center gap-3 rounded-sm px-2 outline-none data-[disabled]:text-muted-foreground data-[highlighted]:bg-muted sm:min-h-9 [&>svg]:size-4 [&>svg]:shrink-0",
    danger ? "text-danger-text [&>svg]:text-danger-text" : "[&>svg]:text-muted-foreground",
    className,
  );
  if (asChild) {
    return (
      <Primitive.Item asChild className={classes} {...rest}>
        {children}
      </Primitive.Item>
    );
  }
  return (
    <Primitive.Item className={classes} {...rest}>
      {children}
      {current ? <Check aria-hidden className="ml-auto" /> : null}
    </Primitive.Item>
  );
}

/** A 12 px heading inside a menu. */
export function DropdownMenuLabel({ className, ...rest }: ComponentProps<typeof Primitive.Label>) {
  return <Primitive.Label className={cn("px-2 pt-2 pb-1 text-xs text-muted-foreground", className)} {...rest} />;
}

/** A rule between groups of rows. */
export function DropdownMenuSeparator({ className, ...rest }: ComponentProps<typeof Primitive.Separator>) {
  return <Primitive.Separator className={cn("-mx-1 my-1 h-px bg-border", className)} {...rest} />;
}
