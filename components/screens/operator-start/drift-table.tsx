import { CircleCheck, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { formatDateTime, formatUnits } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { DriftRow } from "./model";

const ZONE = "UTC";

/** Differences that were found between counters and the log. None is what everybody hopes for. */
export function DriftTable({ rows, withOrganization }: { rows: readonly DriftRow[]; withOrganization?: boolean }) {
  if (rows.length === 0)
    return (
      <p className="flex items-center gap-2 border-t px-4 py-4 text-muted-foreground sm:px-6">
        <CircleCheck aria-hidden className="size-4 shrink-0 text-success-text" />
        No drift was ever found.
      </p>
    );
  return (
    <Table className="border-t">
      <TableHead>
        <tr>
          <ColumnHead>{withOrganization ? "Organization" : "Meter"}</ColumnHead>
          <ColumnHead className="max-md:hidden">Window</ColumnHead>
          <ColumnHead numeric>Drift</ColumnHead>
          <ColumnHead className="max-sm:hidden">Found</ColumnHead>
          <ColumnHead>State</ColumnHead>
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={`${row.href} ${row.meter} ${row.environment} ${row.window} ${row.foundAt}`}>
            <RowHead>
              {withOrganization ? (
                <Link href={row.href} className="font-medium break-words underline-offset-4 hover:underline">
                  {row.organization}
                </Link>
              ) : (
                <span className="font-medium">{row.meter}</span>
              )}
              <CellSub>
                {withOrganization ? `${row.meter}, ` : ""}
                {row.environment}
              </CellSub>
              <CellSub className="md:hidden">{row.window}</CellSub>
            </RowHead>
            <Cell className="text-muted-foreground num max-md:hidden">{row.window}</Cell>
            <Cell numeric>
              {formatUnits(row.drift)}
              <CellSub>{row.percent}</CellSub>
            </Cell>
            <Cell className="text-muted-foreground num max-sm:hidden">{formatDateTime(row.foundAt, ZONE)}</Cell>
            <Cell>
              {row.repairedAt ? (
                <Badge tone="success" icon={CircleCheck}>
                  Rebuilt
                </Badge>
              ) : (
                <Badge tone="danger" icon={TriangleAlert}>
                  Open
                </Badge>
              )}
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
