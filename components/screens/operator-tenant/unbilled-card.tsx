import { formatDateTime, formatMoney } from "@/components/format";
import { Card, CardFoot, CardHead } from "@/components/ui/card";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { counted } from "@/components/weir/level-text";
import type { TenantUnbilled } from "./model";

/** What was used beyond allowances and nobody has billed; absent where there is nothing of the kind. */
export function UnbilledCard({ rows, more }: { rows: readonly TenantUnbilled[]; more: boolean }) {
  if (rows.length === 0) return null;
  return (
    <Card flush aria-label="Not billed">
      <CardHead
        flush
        title="Not billed"
        description="Used beyond an allowance, and on no bill. A person decides about each."
      />
      <Table className="border-t">
        <TableHead>
          <tr>
            <ColumnHead>What</ColumnHead>
            <ColumnHead className="max-md:hidden">Why</ColumnHead>
            <ColumnHead className="text-right">Would cost</ColumnHead>
          </tr>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={row.report}>
              <RowHead>
                {row.meter}: {counted(row.units, row.unit)}
                <CellSub>Until {formatDateTime(row.windowEnd, "UTC")}</CellSub>
                <CellSub className="max-md:break-all md:whitespace-nowrap">{row.report}</CellSub>
                <CellSub className="md:hidden">{row.reason}</CellSub>
              </RowHead>
              <Cell className="break-words max-md:hidden">{row.reason}</Cell>
              <Cell className="text-right num">{row.amount === null ? "–" : formatMoney(row.amount)}</Cell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <CardFoot flush>
        <p className="text-sm text-muted-foreground">
          {more ? "There is more. " : ""}
          <code>weir stripe overage --resend</code> has one reported again, <code>--settle</code> says that it is billed
          otherwise or let go.
        </p>
      </CardFoot>
    </Card>
  );
}
