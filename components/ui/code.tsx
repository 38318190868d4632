import type { ReactNode } from "react";
import { cn } from "./cn";
import { CopyButton } from "./copy-button";

/** Lines of code or a request, wrapped rather than scrolled sideways. `copy` adds a button that copies the text. */
export function CodeBlock({
  children,
  copy,
  label,
  className,
}: {
  children: ReactNode;
  copy?: string;
  label?: string;
  className?: string;
}) {
  return (
    <div className={cn("relative min-w-0 rounded-md border bg-code text-code-foreground", className)}>
      <pre aria-label={label} className={cn("px-4 py-3 leading-5 break-words whitespace-pre-wrap", copy && "pr-14")}>
        <code className="leading-5 [overflow-wrap:anywhere]">{children}</code>
      </pre>
      {copy ? <CopyButton text={copy} label="Copy" iconOnly className="absolute top-1 right-1" /> : null}
    </div>
  );
}
