import { CircleCheck, CircleDashed, CircleX, Info, OctagonAlert, TriangleAlert, type LucideIcon } from "lucide-react";
import Link from "next/link";
import { formatDate, formatDateTime, formatMoney } from "@/components/format";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card, CardHead } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { Cell, CellSub, ColumnHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { HomeAlert, HomeInvoiceState, ReadyHome } from "./model";

const invoiceStates: Record<HomeInvoiceState, { word: string; tone: Tone; icon: LucideIcon }> = {
  draft: { word: "Draft", tone: "neutral", icon: CircleDashed },
  open: { word: "Open", tone: "warning", icon: TriangleAlert },
  paid: { word: "Paid", tone: "success", icon: CircleCheck },
  void: { word: "Void", tone: "neutral", icon: CircleX },
  uncollectible: { word: "Uncollectible", tone: "danger", icon: OctagonAlert },
};

/** The latest invoices, with the way to all of them. */
export function InvoicesCard({ model }: { model: ReadyHome }) {
  return (
    <Card flush aria-label="Invoices">
      <CardHead
        flush
        title="Invoices"
        aside={
          <Link href={model.links.billing} className="link">
            All invoices
          </Link>
        }
      />
      {model.invoices.length === 0 ? (
        <Empty className="pt-0">No invoice yet. The first one appears here on the day it is issued.</Empty>
      ) : (
        <Table>
          <TableHead>
            <tr>
              <ColumnHead>Number</ColumnHead>
              <ColumnHead>Status</ColumnHead>
              <ColumnHead numeric>Total</ColumnHead>
            </tr>
          </TableHead>
          <TableBody>
            {model.invoices.map((invoice) => {
              const state = invoiceStates[invoice.state];
              return (
                <TableRow key={invoice.id}>
                  <Cell>
                    <Link href={invoice.href} className="link">
                      {invoice.number}
                    </Link>
                    <CellSub>{formatDate(invoice.issuedAt, model.timeZone)}</CellSub>
                  </Cell>
                  <Cell>
                    <Badge tone={state.tone} icon={state.icon}>
                      {state.word}
                    </Badge>
                  </Cell>
                  <Cell numeric>{formatMoney(invoice.total)}</Cell>
                </TableRow>
              );
            })}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

const alertIcons: Record<HomeAlert["tone"], LucideIcon> = { warning: TriangleAlert, danger: OctagonAlert, info: Info };
const alertInk: Record<HomeAlert["tone"], string> = {
  warning: "text-warning-text",
  danger: "text-danger-text",
  info: "text-accent-foreground",
};

/** What was announced lately, newest first. */
export function AlertsCard({ model }: { model: ReadyHome }) {
  return (
    <Card aria-label="Alerts" className="grid content-start gap-4">
      <CardHead title="Alerts" />
      {model.alerts.length === 0 ? (
        <p className="text-muted-foreground">
          Nothing to report. Here you see each allowance that is nearly or fully used.
        </p>
      ) : (
        <ul className="grid gap-3">
          {model.alerts.map((alert) => {
            const Icon = alertIcons[alert.tone];
            return (
              <li key={alert.id} className="flex items-start gap-3">
                <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${alertInk[alert.tone]}`} />
                <div className="min-w-0">
                  <Link href={alert.href} className="hover:underline">
                    {alert.text}
                  </Link>
                  <p className="text-xs text-muted-foreground num">{formatDateTime(alert.at, model.timeZone)}</p>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
