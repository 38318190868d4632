"use client";

import { Ban, CircleCheck, CircleX, ShieldAlert, type LucideIcon } from "lucide-react";
import { formatCount, formatDateTime } from "@/components/format";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card, CardHead } from "@/components/ui/card";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { InstallationRow, InstallationState, ReadyActivation } from "./model";
import { RevokeButton } from "./revoke-button";

const standings: Record<InstallationState, { word: string; tone: Tone; icon: LucideIcon; lead: string }> = {
  active: { word: "Active", tone: "success", icon: CircleCheck, lead: "until" },
  expired: { word: "Expired", tone: "neutral", icon: CircleX, lead: "since" },
  revoked: { word: "Revoked", tone: "neutral", icon: Ban, lead: "since" },
  reused: { word: "Token reused", tone: "danger", icon: ShieldAlert, lead: "since" },
};

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
  const { word, tone, icon, lead } = standings[row.state];
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
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
        <CellSub className="max-sm:hidden">
          {lead} {formatDateTime(row.endsAt, timeZone)}
        </CellSub>
      </Cell>
      <Cell className="w-10 text-right">
        {row.state === "active" && onRevoke ? <RevokeButton label={row.domain} onClick={() => onRevoke(row)} /> : null}
      </Cell>
    </TableRow>
  );
}
