"use client";

import { formatCount, formatDateTime } from "@/components/format";
import { Card, CardHead } from "@/components/ui/card";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { InstallationStanding } from "./installation-standing";
import type { InstallationRow, ReadyActivation } from "./model";
import { RevokeButton } from "./revoke-button";

interface InstallationsCardProps {
  model: ReadyActivation;
  onRevoke(row: InstallationRow): void;
}

/** Plugins and sites that were activated; those that have ended stand among them, and say how. */
export function InstallationsCard({ model, onRevoke }: InstallationsCardProps) {
  const { installations, more, timeZone } = model;
  if (installations.length === 0) return null;
  const active = installations.filter((row) => row.state === "active").length;
  return (
    <Card flush aria-label="Installations">
      <CardHead
        flush
        title={formatCount(active, "active installation", "active installations")}
        description={more ? "The latest 100 are shown" : "Each refreshes by itself every few minutes"}
      />
      <Table>
        <TableHead>
          <tr>
            <ColumnHead>Domain</ColumnHead>
            <ColumnHead className="max-sm:hidden">Last refresh</ColumnHead>
            <ColumnHead className="max-lg:hidden">Activated</ColumnHead>
            <ColumnHead>State</ColumnHead>
            <ColumnHead>
              <span className="sr-only">Actions</span>
            </ColumnHead>
          </tr>
        </TableHead>
        <TableBody>
          {installations.map((row) => (
            <InstallationLine
              key={row.id}
              row={row}
              timeZone={timeZone}
              onRevoke={model.mayManage ? onRevoke : undefined}
            />
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

interface InstallationLineProps {
  row: InstallationRow;
  timeZone: string;
  onRevoke: ((row: InstallationRow) => void) | undefined;
}

function InstallationLine({ row, timeZone, onRevoke }: InstallationLineProps) {
  const refreshed = formatDateTime(row.refreshedAt, timeZone);
  return (
    <TableRow>
      <RowHead>
        <span className="font-medium wrap-anywhere">{row.domain}</span>
        {row.mode === "test" ? <CellSub>Test</CellSub> : null}
        <CellSub className="sm:hidden">refreshed {refreshed}</CellSub>
        {row.lastIp ? <CellSub className="wrap-anywhere sm:hidden">from {row.lastIp}</CellSub> : null}
      </RowHead>
      <Cell className="text-muted-foreground num max-sm:hidden">
        {refreshed}
        {row.lastIp ? <CellSub className="break-all">from {row.lastIp}</CellSub> : null}
      </Cell>
      <Cell className="text-muted-foreground num max-lg:hidden">{formatDateTime(row.activatedAt, timeZone)}</Cell>
      <Cell>
        <InstallationStanding row={row} timeZone={timeZone} />
      </Cell>
      <Cell className="w-10 text-right">
        {row.state === "active" && onRevoke ? <RevokeButton label={row.domain} onClick={() => onRevoke(row)} /> : null}
      </Cell>
    </TableRow>
  );
}
