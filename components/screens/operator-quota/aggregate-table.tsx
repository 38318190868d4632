import { CircleDashed, Lock } from "lucide-react";
import { formatUnits } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { countedAmount } from "@/components/weir/level-text";
import type { AggregateRow } from "./model";

/** What each night has written of the windows, newest first. */
export function AggregateTable({ rows }: { rows: readonly AggregateRow[] }) {
  if (rows.length === 0)
    return (
      <p className="border-t px-4 py-4 text-muted-foreground sm:px-6">Nothing yet: the first day has not ended.</p>
    );
  return (
    <Table className="border-t">
      <TableHead>
        <tr>
          <ColumnHead>Window</ColumnHead>
          <ColumnHead numeric>Units</ColumnHead>
          <ColumnHead numeric className="max-sm:hidden">
            Limit
          </ColumnHead>
          <ColumnHead numeric className="max-md:hidden">
            Beyond
          </ColumnHead>
          <ColumnHead className="max-md:hidden">Peak day</ColumnHead>
          <ColumnHead>State</ColumnHead>
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={`${row.meter} ${row.window}`}>
            <RowHead>
              {row.meter}
              <CellSub>{row.window}</CellSub>
            </RowHead>
            <Cell numeric>
              {countedAmount(row.units, row.unit)}
              <CellSub>{formatUnits(row.events)} events</CellSub>
            </Cell>
            <Cell numeric className="max-sm:hidden">
              {row.limit === null ? "unlimited" : countedAmount(row.limit, row.unit)}
            </Cell>
            <Cell numeric className="max-md:hidden">
              {countedAmount(row.overage, row.unit)}
            </Cell>
            <Cell className="text-muted-foreground num max-md:hidden">{row.peak ?? "–"}</Cell>
            <Cell>
              <Badge icon={row.closed ? Lock : CircleDashed}>{row.closed ? "Closed" : "Open"}</Badge>
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
