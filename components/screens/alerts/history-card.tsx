import { BellOff, MailCheck } from "lucide-react";
import { formatDateTime } from "../../format";
import { Badge } from "../../ui/badge";
import { Card, CardHead } from "../../ui/card";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "../../ui/table";
import { counted, countedNumber } from "../../weir/level-text";
import type { FiredRow, ReadyAlerts } from "./model";
import { noticeWords, perWindow } from "./words";

/** Every alert that has fired, told or not. */
export function HistoryCard({ model }: { model: ReadyAlerts }) {
  return (
    <Card flush aria-labelledby="history-title">
      <CardHead
        flush
        id="history-title"
        title="What has fired"
        description="Each threshold once until its allowance resets."
      />
      {model.history.length === 0 ? (
        <p className="px-4 pb-4 text-muted-foreground sm:px-6 sm:pb-6">
          Nothing yet. The first line comes when half of an allowance is used.
        </p>
      ) : (
        <Table>
          <TableHead>
            <TableRow>
              <ColumnHead>When</ColumnHead>
              <ColumnHead>Allowance</ColumnHead>
              <ColumnHead numeric>Passed</ColumnHead>
              <ColumnHead className="max-sm:hidden">Mail</ColumnHead>
            </TableRow>
          </TableHead>
          <TableBody>
            {model.history.map((row) => (
              <Fired key={row.id} row={row} timeZone={model.timeZone} />
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

function Fired({ row, timeZone }: { row: FiredRow; timeZone: string }) {
  const mailed = row.notice === "MAILED" || row.notice === "INCLUDED";
  return (
    <TableRow>
      <RowHead className="num">{formatDateTime(row.firedAt, timeZone)}</RowHead>
      <Cell>
        {row.meterName} <span className="text-muted-foreground">{perWindow[row.window]}</span>
        <CellSub>
          {countedNumber(row.used, row.unit)} of {counted(row.limit, row.unit)}
        </CellSub>
        <CellSub className="sm:hidden">{noticeWords[row.notice]}</CellSub>
      </Cell>
      <Cell numeric>{row.threshold}%</Cell>
      <Cell className="max-sm:hidden">
        <Badge tone={mailed ? "success" : "neutral"} icon={mailed ? MailCheck : BellOff}>
          {noticeWords[row.notice]}
        </Badge>
      </Cell>
    </TableRow>
  );
}
