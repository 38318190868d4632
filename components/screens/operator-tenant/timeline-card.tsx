import Link from "next/link";
import { formatDateTime } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Card, CardFoot, CardHead } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import type { AuditRow } from "../audit/model";
import { actionWords, changeWords } from "../audit/words";

/** What was done to the organization last, by whomever. */
export function TimelineCard({ rows, auditHref }: { rows: readonly AuditRow[]; auditHref: string }) {
  return (
    <Card flush aria-label="Timeline">
      <CardHead flush title="Timeline" description="From the journal, newest first" />
      {rows.length === 0 ? (
        <Empty>Nothing yet.</Empty>
      ) : (
        <ol className="border-t">
          {rows.map((row) => (
            <li
              key={row.id}
              className="flex flex-wrap justify-between gap-x-6 border-b px-4 py-2 last:border-b-0 sm:px-6"
            >
              <div className="min-w-0">
                <Link href={row.href} className="font-medium underline-offset-4 hover:underline">
                  {actionWords(row.action)}
                </Link>{" "}
                <span className="break-words text-muted-foreground">
                  by {row.actor}
                  {row.onBehalfOf ? ` for ${row.onBehalfOf}` : ""}
                </span>
                <span className="block text-xs break-words text-muted-foreground">
                  {[row.reason ? `“${row.reason}”` : "", changeWords(row.changes)].filter(Boolean).join(" ")}
                </span>
              </div>
              <span className="text-muted-foreground num">{formatDateTime(row.at, "UTC")}</span>
            </li>
          ))}
        </ol>
      )}
      <CardFoot flush>
        <Button asChild size="sm">
          <Link href={auditHref}>All of its entries</Link>
        </Button>
      </CardFoot>
    </Card>
  );
}
