"use client";

import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  Copy,
  Ellipsis,
  Pencil,
  RefreshCw,
  Trash2,
  type LucideIcon,
} from "lucide-react";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { formatCount, formatDate, formatDateTime } from "@/components/format";
import { Badge, CodeBadge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Segmented } from "@/components/ui/segmented";
import { Cell, CellSub, ColumnHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { keyStanding, type KeyStanding } from "./key-standing";
import type { ApiKeyRow, KeyMode, ReadyApiKeys } from "./model";

const standings: Record<KeyStanding, { word: string; tone: Tone; icon: LucideIcon }> = {
  active: { word: "Active", tone: "success", icon: CircleCheck },
  never_used: { word: "Never used", tone: "neutral", icon: CircleDashed },
  expiring: { word: "Expires soon", tone: "warning", icon: Clock },
  expired: { word: "Expired", tone: "neutral", icon: CircleX },
  revoked: { word: "Revoked", tone: "neutral", icon: Ban },
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

export type KeyAct = "change" | "rotate" | "revoke";

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
  if (test === 0) return "All of them count for real";
  return test === 1 ? "One speaks for test data only" : `${test} speak for test data only`;
}

function KeyRow({ row, model, onAct }: { row: ApiKeyRow } & KeyTableProps) {
  const { timeZone } = model;
  const used = row.lastUsedAt ? formatDateTime(row.lastUsedAt, timeZone) : "Never used";
  return (
    <TableRow>
      <Cell>
        <span className="font-medium break-words">{row.name}</span>
        <code className="block whitespace-nowrap text-muted-foreground max-[359px]:break-all max-[359px]:whitespace-normal">
          {row.prefix}…{row.lastFour}
        </code>
        <CellSub className="sm:hidden">{used}</CellSub>
      </Cell>
      <Cell className="max-md:hidden">
        <span className="flex flex-wrap gap-1">
          {row.scopes.map((scope) => (
            <CodeBadge key={scope}>{scope}</CodeBadge>
          ))}
        </span>
      </Cell>
      <Cell className="text-muted-foreground max-xl:hidden">
        <span className="num">{formatDate(row.createdAt, timeZone)}</span>
        <CellSub>by {row.createdBy}</CellSub>
      </Cell>
      <Cell className="text-muted-foreground num max-sm:hidden">
        {used}
        {row.lastUsedIp ? <CellSub className="break-all">from {row.lastUsedIp}</CellSub> : null}
      </Cell>
      <Cell>
        <Standing row={row} model={model} />
      </Cell>
      <Cell className="w-10 text-right">
        <RowMenu row={row} mayManage={model.mayManage && isAlive(row, model.asOf)} onAct={onAct} />
      </Cell>
    </TableRow>
  );
}

function Standing({ row, model }: { row: ApiKeyRow; model: ReadyApiKeys }) {
  const standing = keyStanding(row, model.asOf);
  const { word, tone, icon } = standings[standing];
  const date = standing === "revoked" ? row.revokedAt : row.expiresAt;
  const lead = standing === "active" || standing === "never_used" ? "expires " : "";
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

interface RowMenuProps {
  row: ApiKeyRow;
  mayManage: boolean;
  onAct: KeyTableProps["onAct"];
}

const acts: readonly { act: KeyAct; label: string; icon: LucideIcon; danger?: boolean }[] = [
  { act: "change", label: "Edit scopes", icon: Pencil },
  { act: "rotate", label: "Rotate", icon: RefreshCw },
  { act: "revoke", label: "Revoke", icon: Trash2, danger: true },
];

const isAlive = (row: ApiKeyRow, asOf: string): boolean => !["revoked", "expired"].includes(keyStanding(row, asOf));

function RowMenu({ row, mayManage, onAct }: RowMenuProps) {
  // The dialog opens once the menu has gone, so that closing it leads back to the button and not to a row that is no more.
  const chosen = useRef<KeyAct>(undefined);

  function afterClose() {
    const act = chosen.current;
    chosen.current = undefined;
    if (act) onAct(act, row);
  }

  async function copyId() {
    try {
      await navigator.clipboard.writeText(row.id);
      toast("Key id copied");
    } catch {
      toast(`The browser refused the clipboard. The id is ${row.id}`);
    }
  }
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${row.name}`}>
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" onCloseAutoFocus={afterClose}>
        <DropdownMenuItem onSelect={copyId}>
          <Copy aria-hidden />
          Copy key id
        </DropdownMenuItem>
        {mayManage
          ? acts.map(({ act, label, icon: Icon, danger }) => (
              <DropdownMenuItem
                key={act}
                danger={danger}
                onSelect={() => {
                  chosen.current = act;
                }}
              >
                <Icon aria-hidden />
                {label}
              </DropdownMenuItem>
            ))
          : null}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
