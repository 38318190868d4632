import { CircleCheck, CircleX, Hourglass, ShieldAlert, Undo2, type LucideIcon } from "lucide-react";
import { formatDate, formatMoney } from "../../format";
import { Badge, type Tone } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "../../ui/table";
import type { PaymentRow, PaymentState } from "./model";
import { disputeWords } from "./words";

const LOOKS: Readonly<Record<PaymentState, { word: string; tone: Tone; icon: LucideIcon }>> = {
  pending: { word: "Waiting", tone: "warning", icon: Hourglass },
  succeeded: { word: "Paid", tone: "success", icon: CircleCheck },
  failed: { word: "Failed", tone: "neutral", icon: CircleX },
  refunded: { word: "Refunded", tone: "neutral", icon: Undo2 },
  partly_refunded: { word: "Partly refunded", tone: "neutral", icon: Undo2 },
  disputed: { word: "Disputed", tone: "danger", icon: ShieldAlert },
};

const REFUND_WORDS = { pending: "on its way", succeeded: "given back", failed: "not given back" } as const;

interface PaymentTableProps {
  rows: readonly PaymentRow[];
  mayRefund: boolean;
  onRefund(row: PaymentRow): void;
}

/** Payments with what went back of each, and the button that gives back what is left. */
export function PaymentTable({ rows, mayRefund, onRefund }: PaymentTableProps) {
  return (
    <Table>
      <caption className="sr-only">Payments, newest first</caption>
      <TableHead>
        <tr>
          <ColumnHead>Payment</ColumnHead>
          <ColumnHead className="max-md:hidden">State</ColumnHead>
          <ColumnHead numeric>Amount</ColumnHead>
          <ColumnHead numeric className="max-md:hidden">
            Refundable
          </ColumnHead>
          {mayRefund ? (
            <ColumnHead>
              <span className="sr-only">Refund</span>
            </ColumnHead>
          ) : null}
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <Row key={row.id} row={row} mayRefund={mayRefund} onRefund={onRefund} />
        ))}
      </TableBody>
    </Table>
  );
}

function Row({ row, mayRefund, onRefund }: { row: PaymentRow } & Omit<PaymentTableProps, "rows">) {
  const { word, tone, icon } = LOOKS[row.state];
  const badge = (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
  return (
    <TableRow>
      <RowHead className="align-top">
        <span className="num">{formatDate(row.at, "UTC")}</span>
        <span className="mt-1 block md:hidden">{badge}</span>
        <CellSub>{row.invoice ? `Invoice ${row.invoice}` : "No invoice"}</CellSub>
        <CellSub className="break-all max-md:hidden">{row.id}</CellSub>
        <History row={row} />
      </RowHead>
      <Cell className="align-top max-md:hidden">{badge}</Cell>
      <Cell numeric className="align-top">
        {formatMoney(row.amount)}
        {row.refunded ? <CellSub className="whitespace-nowrap">{formatMoney(row.refunded)} back</CellSub> : null}
      </Cell>
      <Cell numeric className="align-top max-md:hidden">
        {row.refundable ? formatMoney(row.refundable) : "–"}
      </Cell>
      {mayRefund ? (
        <Cell className="text-right align-top">
          {row.refundable ? (
            <Button
              size="sm"
              onClick={() => onRefund(row)}
              aria-label={`Refund the payment of ${formatMoney(row.amount)}`}
            >
              Refund
            </Button>
          ) : null}
        </Cell>
      ) : null}
    </TableRow>
  );
}

/** Each refund and dispute in a line of its own. */
function History({ row }: { row: PaymentRow }) {
  if (row.refunds.length + row.disputes.length === 0) return null;
  return (
    <ul className="mt-2 grid gap-1 text-xs font-normal text-muted-foreground">
      {row.refunds.map((refund) => (
        <li key={refund.id} className="break-words num">
          {formatMoney(refund.amount)} {REFUND_WORDS[refund.status]}, {formatDate(refund.at, "UTC")}
          {refund.reason ? `: ${refund.reason}` : ""}
          {refund.failure ? ` (${refund.failure.replaceAll("_", " ")})` : ""}
        </li>
      ))}
      {row.disputes.map((dispute) => (
        <li key={dispute.id} className="break-words num">
          {formatMoney(dispute.amount)} disputed on {formatDate(dispute.openedAt, "UTC")} ({dispute.reason}).{" "}
          {disputeWords(dispute)}
          {dispute.answerBy ? ` Until ${formatDate(dispute.answerBy, "UTC")}.` : ""}
        </li>
      ))}
    </ul>
  );
}
