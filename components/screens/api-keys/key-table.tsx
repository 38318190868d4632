"use client";

import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  Pencil,
  RefreshCw,
  ShieldAlert,
  Trash2,
  type LucideIcon,
} from "lucide-react";
import { useState } from "react";
import { DaySpark } from "@/components/charts/day-spark";
import { formatCount, formatDate, formatDateTime } from "@/components/format";
import { Badge, CodeBadge, type Tone } from "@/components/ui/badge";
import { Card, CardHead } from "@/components/ui/card";
import { Segmented } from "@/components/ui/segmented";
import { Cell, CellSub, ColumnHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { RowMenu, type RowAct } from "@/components/weir/row-menu";
import { keyStanding, type KeyStanding } from "./key-standing";
import type { ApiKeyRow, KeyMode, ReadyApiKeys } from "./model";

const standings: Record<KeyStanding, { word: string; tone: Tone; icon: LucideIcon }> = {
  active: { word: "Active", tone: "success", icon: CircleCheck },
  never_used: { word: "Never used", tone: "neutral", icon: CircleDashed },
  expiring: { word: "Expires soon", tone: "warning", icon: Clock },
  expired: { word: "Expired", tone: "neutral", icon: CircleX },
  revoked: { word: "Revoked", tone: "neutral", icon: Ban },
  leaked: { word: "Leaked", tone: "danger", icon: ShieldAlert },
};

const modes = [
  { value: "all", label: "All" },
  { value: "live", label: "Live" },
  { value: "test", label: "Test" },
] as const;

interface KeyTableProps {
  model: ReadyApiKeys;
  /** A row's menu has chosen what shall be done with it. */
  onAct(act: KeyAct, row: ApiKeyRow): void;
}

export type KeyAct = "change" | "rotate" | "leak" | "revoke";

/** The keys as rows; on a phone the columns become lines under the name. */
export function KeyTable({ model, onAct }: KeyTableProps) {
  const [mode, setMode] = useState<"all" | KeyMode>("all");
  const rows = model.keys.filter((key) => mode === "all" || key.mode === mode);
  return (
    <Card flush aria-label="Keys">
      <CardHead
        flush
        title={formatCount(model.keys.length, "key", "keys")}
        description={testWords(model.keys)}
        aside={<Segmented<"all" | KeyMode> label="Mode" options={modes} value={mode} onChange={setMode} />}
      />
      {rows.length === 0 ? (
        <p className="border-t px-4 py-6 text-center text-muted-foreground sm:px-6">
          No {mode} key. Choose another mode.
        </p>
      ) : (
        <Table>
          <TableHead>
            <tr>
              <ColumnHead>Key</ColumnHead>
              <ColumnHead className="max-md:hidden">Scopes</ColumnHead>
              <ColumnHead className="max-xl:hidden">Created</ColumnHead>
              <ColumnHead className="max-sm:hidden">Last used</ColumnHead>
              <ColumnHead className="max-lg:hidden">
                7 days<span className="sr-only"> of requests</span>
              </ColumnHead>
              <ColumnHead>State</ColumnHead>
              <ColumnHead>
                <span className="sr-only">Actions</span>
              </ColumnHead>
            </tr>
          </TableHead>
          <TableBody>
            {rows.map((row) => (
              <KeyRow key={row.id} row={row} model={model} onAct={onAct} />
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

function testWords(keys: readonly ApiKeyRow[]): string {
  const test = keys.filter((key) => key.mode === "test").length;
  if (test === 0) return "All live: what they report counts";
  return test === 1 ? "One speaks for test data only" : `${test} speak for test data only`;
}

function KeyRow({ row, model, onAct }: { row: ApiKeyRow } & KeyTableProps) {
  const { timeZone } = model;
  const used = row.lastUsedAt ? formatDateTime(row.lastUsedAt, timeZone) : "Never used";
  const requests = row.requestsByDay.reduce((sum, day) => sum + day, 0);
  return (
    <TableRow>
      <Cell>
        <span className="font-medium break-words">{row.name}</span>
        <code className="block whitespace-nowrap text-muted-foreground max-[359px]:break-all max-[359px]:whitespace-normal">
          {row.prefix}…{row.lastFour}
        </code>
        <CellSub className="sm:hidden">{used}</CellSub>
        {requests > 0 ? (
          <CellSub className="lg:hidden">{formatCount(requests, "request", "requests")} in 7 days</CellSub>
        ) : null}
      </Cell>
      <Cell className="max-md:hidden">
        <span className="flex flex-wrap gap-1">
          {row.scopes.map((scope) => (
            <CodeBadge key={scope}>{scope}</CodeBadge>
          ))}
        </span>
      </Cell>
      <Cell className="text-muted-foreground max-xl:hidden">
        <span className="whitespace-nowrap num">{formatDate(row.createdAt, timeZone)}</span>
        <CellSub>by {row.createdBy}</CellSub>
      </Cell>
      <Cell className="text-muted-foreground num max-sm:hidden">
        <span className="whitespace-nowrap">{used}</span>
        {row.lastUsedIp ? <CellSub className="break-all">from {row.lastUsedIp}</CellSub> : null}
      </Cell>
      <Cell className="max-lg:hidden">
        <DaySpark days={row.requestsByDay} one="request" many="requests" />
      </Cell>
      <Cell>
        <Standing row={row} model={model} />
      </Cell>
      <Cell className="w-10 text-right">
        <RowMenu name={row.name} id={row.id} idName="Key id" acts={actsOf({ row, model, onAct })} />
      </Cell>
    </TableRow>
  );
}

function Standing({ row, model }: { row: ApiKeyRow; model: ReadyApiKeys }) {
  const standing = keyStanding(row, model.asOf);
  const { word, tone, icon } = standings[standing];
  const date = standing === "revoked" || standing === "leaked" ? row.revokedAt : row.expiresAt;
  const lead =
    standing === "active" || standing === "never_used" ? "expires " : standing === "leaked" ? "revoked " : "";
  return (
    <>
      <Badge tone={tone} icon={icon}>
        {word}
      </Badge>
      {date ? (
        <CellSub>
          {lead}
          {formatDate(date, model.timeZone)}
        </CellSub>
      ) : null}
    </>
  );
}

const isAlive = (row: ApiKeyRow, asOf: string): boolean =>
  !["expired", "revoked", "leaked"].includes(keyStanding(row, asOf));

type ActsProps = { row: ApiKeyRow; model: ReadyApiKeys; onAct: KeyTableProps["onAct"] };

/** A key that has ended can still be told to have leaked; the rest is for one that works. */
function actsOf({ row, model, onAct }: ActsProps): RowAct[] {
  if (!model.mayManage) return [];
  const works = isAlive(row, model.asOf);
  const choose = (act: KeyAct) => () => onAct(act, row);
  return [
    ...(works
      ? [
          { label: "Edit scopes", icon: Pencil, onChoose: choose("change") },
          { label: "Rotate", icon: RefreshCw, onChoose: choose("rotate") },
        ]
      : []),
    ...(row.leakedAt === null
      ? [{ label: "Report as leaked", icon: ShieldAlert, danger: true, onChoose: choose("leak") }]
      : []),
    ...(works ? [{ label: "Revoke", icon: Trash2, danger: true, onChoose: choose("revoke") }] : []),
  ];
}
