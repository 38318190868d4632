import type { ReactNode } from "react";
import { cn } from "./cn";

/** The head of a page: title, one line that names period and zone once, and at most a few controls. */
export function PageHead({
  title,
  description,
  actions,
}: {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-4">
      <div className="min-w-0">
        <h1 className="text-2xl font-semibold">{title}</h1>
        {description ? <p className="mt-1 text-muted-foreground">{description}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:[&>*]:flex-auto">{actions}</div> : null}
    </header>
  );
}

/** The column of a page inside the shell: dashboards up to 1200 wide, settings and forms up to 768. */
export function PageBody({
  settings,
  className,
  children,
}: {
  settings?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div
      className={cn(
        "mx-auto grid w-full content-start gap-4 px-4 py-6 sm:gap-6 sm:p-8 [&>*]:min-w-0",
        settings ? "max-w-[calc(48rem+4rem)]" : "max-w-dashboard",
        className,
      )}
    >
      {children}
    </div>
  );
}
