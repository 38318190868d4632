import { Table2 } from "lucide-react";
import type { ReactNode } from "react";

/** The table under a chart, folded away: the same figures for whoever cannot or will not read the drawing. */
export function TableView({ children }: { children: ReactNode }) {
  return (
    <details className="group min-w-0 open:basis-full max-sm:basis-full">
      <summary className="link inline-flex list-none items-center gap-2 rounded-sm max-sm:min-h-10">
        <Table2 aria-hidden className="size-3" />
        View as table
      </summary>
      <div
        role="group"
        aria-label="Table of the chart"
        tabIndex={0}
        className="mt-2 max-h-96 overflow-y-auto text-sm text-foreground"
      >
        {children}
      </div>
    </details>
  );
}
