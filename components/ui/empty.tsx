import type { ReactNode } from "react";
import { cn } from "./cn";

interface EmptyProps {
  /** One sentence: what is missing and what it would bring. */
  children: ReactNode;
  /** A drawing above the sentence, such as a dry channel. */
  picture?: ReactNode;
  /** A request that would fill it. */
  snippet?: ReactNode;
  /** One button. */
  action?: ReactNode;
  className?: string;
}

/** Nothing here yet: a sentence, a snippet, one action. */
export function Empty({ children, picture, snippet, action, className }: EmptyProps) {
  return (
    <div className={cn("grid justify-items-center gap-4 p-6 text-center", className)}>
      {picture}
      <p className="max-w-md text-balance text-muted-foreground">{children}</p>
      {snippet ? <div className="w-full max-w-2xl min-w-0 text-left">{snippet}</div> : null}
      {action}
    </div>
  );
}
