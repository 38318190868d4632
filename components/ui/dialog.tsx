"use client";

import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { useRef, type ComponentProps, type ReactNode } from "react";
import { Button } from "./button";
import { cn } from "./cn";

/** Root, trigger and close of a dialog, as Radix has them: focus is trapped, Escape closes, focus returns. */
export const Dialog = Primitive.Root;
export const DialogTrigger = Primitive.Trigger;
export const DialogClose = Primitive.Close;

interface DialogContentProps extends Omit<ComponentProps<typeof Primitive.Content>, "title"> {
  title: ReactNode;
  /** One sentence under the title. */
  description: ReactNode;
  /** Buttons at the right; the full width of a phone. */
  footer?: ReactNode;
  /** What the closing cross is called; a guarded dialog says here what it waits for. */
  closeLabel?: string;
  closeDisabled?: boolean;
}

/**
 * Gives the focus back to where it was when the dialog opened, also for a dialog that something else than a trigger
 * opened. Where that place is gone by then, the page's content takes it, so that the keyboard is never lost.
 */
function useFocusReturn() {
  const cameFrom = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      cameFrom.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      const before = cameFrom.current;
      const usable = before instanceof HTMLElement && before.isConnected && before !== document.body;
      const target = usable ? before : document.getElementById("main");
      if (!target) return;
      event.preventDefault();
      target.focus({ preventScroll: !usable });
    },
  };
}

/** The panel of a dialog: 520 wide, title at 20 px, one sentence, body, foot. Taller than the window, it scrolls. */
export function DialogContent({
  title,
  description,
  footer,
  closeLabel = "Close",
  closeDisabled,
  className,
  children,
  ...rest
}: DialogContentProps) {
  const focusReturn = useFocusReturn();
  return (
    <Primitive.Portal>
      <Primitive.Overlay className="fixed inset-0 z-40 grid animate-fade-in place-items-center overflow-y-auto bg-overlay p-4">
        <Primitive.Content
          className={cn(
            "relative w-full max-w-dialog animate-rise-in rounded-lg border bg-popover text-popover-foreground shadow-lg",
            className,
          )}
          {...focusReturn}
          {...rest}
        >
          <header className="pt-4 pr-14 pl-4 sm:pt-6 sm:pr-16 sm:pl-6">
            <Primitive.Title className="text-xl font-semibold">{title}</Primitive.Title>
            <Primitive.Description className="mt-1 text-muted-foreground">{description}</Primitive.Description>
          </header>
          <div className="grid gap-4 p-4 sm:px-6 sm:pb-6">{children}</div>
          {footer ? (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t px-4 py-3 max-sm:[&>a]:flex-auto max-sm:[&>button]:flex-auto sm:px-6 sm:py-4">
              {footer}
            </footer>
          ) : null}
          {/* Last in order, so that the first thing in the body receives the focus and not the way out. */}
          <Primitive.Close asChild>
            <Button
              variant="ghost"
              size="icon"
              aria-label={closeLabel}
              disabled={closeDisabled}
              className="absolute top-2 right-2 disabled:border-transparent disabled:bg-transparent sm:top-4 sm:right-3"
            >
              <X aria-hidden />
            </Button>
          </Primitive.Close>
        </Primitive.Content>
      </Primitive.Overlay>
    </Primitive.Portal>
  );
}

/** A panel from the left edge, for the navigation of a narrow window. */
export function Sheet({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className="fixed inset-0 z-40 animate-fade-in bg-overlay" />
      <Primitive.Content
        aria-describedby={undefined}
        className="fixed inset-y-0 left-0 z-50 w-72 max-w-[calc(100vw-3.5rem)] animate-slide-in-left overflow-y-auto border-r bg-card shadow-lg"
      >
        <Primitive.Title className="sr-only">{title}</Primitive.Title>
        {children}
        <Primitive.Close asChild>
          <Button variant="ghost" size="icon" aria-label="Close navigation" className="absolute top-2 right-2">
            <X aria-hidden />
          </Button>
        </Primitive.Close>
      </Primitive.Content>
    </Primitive.Portal>
  );
}
