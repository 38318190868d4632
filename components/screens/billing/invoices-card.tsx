import { Download, RotateCw } from "lucide-react";
import Link from "next/link";
import { formatDate, formatMoney } from "../../format";
import { Button } from "../../ui/button";
import { Card, CardHead } from "../../ui/card";
import { ErrorState } from "../../ui/error-state";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "../../ui/table";
import type { InvoiceRow, LoadFailure } from "./model";
import { InvoiceBadge } from "./status-badges";

interface InvoicesCardProps {
  invoices: readonly InvoiceRow[] | LoadFailure;
  allHref: string | null;
  retryHref: string;
  timeZone: string;
}

/** How many invoices the billing page shows; the rest stand on a page of their own. */
const SHOWN = 5;

/** The last invoices with their state, total and file. */
export function InvoicesCard({ invoices, allHref, retryHref, timeZone }: InvoicesCardProps) {
  if ("requestId" in invoices) return <InvoicesFailed failure={invoices} retryHref={retryHref} />;
  return (
    <Card flush aria-label="Invoices">
      <CardHead
        flush
        title="Invoices"
        aside={
          allHref ? (
            <Link href={allHref} className="link">
              All invoices
            </Link>
          ) : null
        }
      />
      {invoices.length === 0 ? (
        <p className="px-4 pb-6 text-muted-foreground sm:px-6">
          No invoices yet. The first one appears with the first charge.
        </p>
      ) : (
        <InvoiceTable rows={invoices.slice(0, SHOWN)} timeZone={timeZone} />
      )}
    </Card>
  );
}

function InvoiceTable({ rows, timeZone }: { rows: readonly InvoiceRow[]; timeZone: string }) {
  return (
    <Table>
      <caption className="sr-only">Invoices, newest first</caption>
      <TableHead>
        <tr>
          <ColumnHead>Number</ColumnHead>
          <ColumnHead className="max-sm:hidden">Date</ColumnHead>
          <ColumnHead>Status</ColumnHead>
          <ColumnHead numeric className="max-sm:pr-4">
            Total
          </ColumnHead>
          <ColumnHead className="max-sm:hidden">
            <span className="sr-only">PDF</span>
          </ColumnHead>
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <InvoiceLine key={row.id} row={row} timeZone={timeZone} />
        ))}
      </TableBody>
    </Table>
  );
}

function InvoiceLine({ row, timeZone }: { row: InvoiceRow; timeZone: string }) {
  const date = formatDate(row.issuedAt, timeZone);
  return (
    <TableRow>
      <RowHead className="whitespace-nowrap num">
        {row.href ? (
          <a href={row.href} className="link">
            {row.number}
          </a>
        ) : (
          row.number
        )}
        <CellSub className="sm:hidden">{date}</CellSub>
      </RowHead>
      <Cell className="num max-sm:hidden">{date}</Cell>
      <Cell>
        <InvoiceBadge status={row.status} />
        {row.note ? <CellSub>{row.note}</CellSub> : null}
      </Cell>
      <Cell numeric className="max-sm:pr-4">
        {formatMoney(row.total)}
        {row.refunded ? <CellSub>{formatMoney(row.refunded)} back</CellSub> : null}
      </Cell>
      <Cell className="w-16 text-right max-sm:hidden">
        {row.pdfHref ? (
          <Button asChild variant="ghost" size="icon-sm">
            <a href={row.pdfHref} aria-label={`Download ${row.number} as PDF`}>
              <Download aria-hidden />
            </a>
          </Button>
        ) : null}
      </Cell>
    </TableRow>
  );
}

function InvoicesFailed({ failure, retryHref }: { failure: LoadFailure; retryHref: string }) {
  return (
    <Card aria-label="Invoices">
      <CardHead title="Invoices" />
      <ErrorState
        className="mt-4"
        title="Invoices could not be loaded"
        requestId={failure.requestId}
        action={
          <Button asChild>
            <a href={retryHref}>
              <RotateCw aria-hidden />
              Try again
            </a>
          </Button>
        }
      >
        They did not arrive in time. Nothing was charged or changed.
      </ErrorState>
    </Card>
  );
}
