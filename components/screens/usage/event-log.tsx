import Link from "next/link";
import { shownPlural } from "@/lib/kernel/units";
import { CopyCurl } from "../../charts/copy-curl";
import { formatDateTime } from "../../format";
import { Button } from "../../ui/button";
import { Card, CardFoot, CardHead } from "../../ui/card";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "../../ui/table";
import { CsvLink } from "./daily-card";
import { countedNumber } from "../../weir/level-text";
import type { EventLog, UsageEventRow } from "./model";

/** The events behind the figures, newest first. A refused call is not among them: it was never counted. */
export function EventLogCard({ log, timeZone }: { log: EventLog; timeZone: string }) {
  return (
    <Card flush aria-label="Events">
      <CardHead flush title="Events" description="Every counted event, newest first. Refused calls are not counted." />
      {log.rows.length === 0 ? (
        <p className="px-4 pb-6 text-muted-foreground sm:px-6">No events in this period.</p>
      ) : (
        <EventTable rows={log.rows} timeZone={timeZone} />
      )}
      <CardFoot flush>
        {log.moreHref ? (
          <Button asChild size="sm" className="max-sm:w-full">
            <Link href={log.moreHref} scroll={false}>
              Load more
            </Link>
          </Button>
        ) : (
          <span className="max-sm:w-full">{log.rows.length > 0 ? "These are all." : null}</span>
        )}
        <span className="flex-1 max-sm:hidden" />
        <CopyCurl curl={log.curl} />
        <CsvLink href={log.csvHref} />
      </CardFoot>
    </Card>
  );
}

function EventTable({ rows, timeZone }: { rows: readonly UsageEventRow[]; timeZone: string }) {
  return (
    <Table>
      <caption className="sr-only">Events</caption>
      <TableHead>
        <tr>
          <ColumnHead>When</ColumnHead>
          <ColumnHead className="max-sm:hidden">Meter</ColumnHead>
          <ColumnHead className="max-lg:hidden">Reported by</ColumnHead>
          <ColumnHead className="max-lg:hidden">Subject</ColumnHead>
          <ColumnHead className="max-sm:hidden">Idempotency key</ColumnHead>
          <ColumnHead numeric>Units</ColumnHead>
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <EventLine key={row.id} row={row} timeZone={timeZone} />
        ))}
      </TableBody>
    </Table>
  );
}

function EventLine({ row, timeZone }: { row: UsageEventRow; timeZone: string }) {
  const origin = [row.subject, row.provider].filter(Boolean).join(" · ");
  return (
    <TableRow>
      <RowHead className="whitespace-nowrap num">
        {formatDateTime(row.occurredAt, timeZone)}
        <CellSub className="max-w-[52vw] truncate sm:hidden">
          {row.meterName} · {row.idempotencyKey}
        </CellSub>
      </RowHead>
      <Cell className="max-sm:hidden">{row.meterName}</Cell>
      <Cell className="max-lg:hidden">{row.reportedBy}</Cell>
      <Cell className="max-lg:hidden">{origin || <span className="text-muted-foreground">None</span>}</Cell>
      <Cell className="max-w-64 max-sm:hidden">
        <code className="block truncate" title={row.idempotencyKey}>
          {row.idempotencyKey}
        </code>
      </Cell>
      <Cell numeric>
        {countedNumber(row.units, row.unit)}{" "}
        <span className="text-muted-foreground">
          {row.units === 1 && !row.unit.shown ? row.unit.one : shownPlural(row.unit)}
        </span>
      </Cell>
    </TableRow>
  );
}
