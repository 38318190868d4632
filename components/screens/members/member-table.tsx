"use client";

import { Crown, LogOut, UserMinus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import { formatCount, formatDate } from "@/components/format";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Card, CardFoot, CardHead } from "@/components/ui/card";
import { Select } from "@/components/ui/select";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { RowMenu, type RowAct } from "@/components/weir/row-menu";
import type { PaywallModel } from "../paywall/model";
import type { MemberRole, MemberRow, MembersActions, ReadyMembers } from "./model";
import { roleWords } from "./words";

interface MemberTableProps {
  model: ReadyMembers;
  changeRole: MembersActions["changeRole"];
  onRemove(row: MemberRow): void;
  onTransfer(row: MemberRow): void;
  onPaywall(paywall: PaywallModel): void;
}

/** Everybody who belongs to the organization, longest first; on a phone the columns become lines under the name. */
export function MemberTable(props: MemberTableProps) {
  const { members, nextHref } = props.model;
  return (
    <Card flush aria-label="Members">
      <CardHead
        flush
        title={nextHref ? "Members" : formatCount(members.length, "member", "members")}
        description={members.length === 1 ? "Only you so far. Invite somebody above." : undefined}
      />
      <Table>
        <TableHead>
          <tr>
            <ColumnHead>Name</ColumnHead>
            <ColumnHead>Role</ColumnHead>
            <ColumnHead className="max-md:hidden">Signed in</ColumnHead>
            <ColumnHead>
              <span className="sr-only">Actions</span>
            </ColumnHead>
          </tr>
        </TableHead>
        <TableBody>
          {members.map((row) => (
            <Member key={row.id} row={row} {...props} />
          ))}
        </TableBody>
      </Table>
      <Foot model={props.model} />
    </Card>
  );
}

/** The way out of whoever may not leave, and the way on. */
function Foot({ model: { members, nextHref, endHref } }: Pick<MemberTableProps, "model">) {
  const held = endHref !== undefined && members.some((row) => row.you && !row.mayRemove);
  if (!held && nextHref === undefined) return null;
  return (
    <CardFoot flush className="justify-between">
      <span>
        {held ? (
          <>
            As the only owner you stay until you hand ownership over. You can also{" "}
            <Link href={endHref} className="link">
              end it all
            </Link>
            .
          </>
        ) : null}
      </span>
      {nextHref ? (
        <Button asChild size="sm">
          <Link href={nextHref}>Next members</Link>
        </Button>
      ) : null}
    </CardFoot>
  );
}

function Member({ row, ...props }: { row: MemberRow } & MemberTableProps) {
  const { timeZone } = props.model;
  return (
    <TableRow>
      <RowHead>
        <span className="flex items-center gap-3">
          <Avatar name={row.name} className="max-sm:hidden" />
          <span className="min-w-0">
            <span className="font-medium break-words">{row.name}</span>
            {row.you ? <span className="text-muted-foreground"> (you)</span> : null}
            <CellSub className="break-all">{row.email}</CellSub>
          </span>
        </span>
      </RowHead>
      <Cell>
        <Role row={row} changeRole={props.changeRole} onPaywall={props.onPaywall} />
      </Cell>
      <Cell className="text-muted-foreground num max-md:hidden">
        {row.signedInAt ? formatDate(row.signedInAt, timeZone) : "Not lately"}
      </Cell>
      <Cell className="w-10 text-right">
        <RowMenu
          name={row.name}
          id={row.id}
          idName="Member id"
          acts={actsOf({ row, onRemove: props.onRemove, onTransfer: props.onTransfer })}
        />
      </Cell>
    </TableRow>
  );
}

type RoleProps = { row: MemberRow } & Pick<MemberTableProps, "changeRole" | "onPaywall">;

/** A choice where the reader may change it, else a word. The row shows the new role once it holds, not before. */
function Role({ row, changeRole, onPaywall }: RoleProps) {
  const [pending, setPending] = useState(false);
  if (row.mayBecome.length === 0) {
    return (
      <span className="flex items-center gap-2">
        {row.role === "owner" ? <Crown aria-hidden className="size-4 text-muted-foreground" /> : null}
        {roleWords[row.role].name}
      </span>
    );
  }
  async function change(value: string) {
    if (value === row.role) return;
    setPending(true);
    try {
      const answer = await changeRole(row.id, value as MemberRole);
      if (answer.kind === "done") toast(`${row.name} is ${withArticle(value as MemberRole)} now`);
      else if (answer.paywall) onPaywall(answer.paywall);
      else toast.error(answer.message);
    } catch {
      toast.error("The answer did not arrive. Look again before you repeat.");
    } finally {
      setPending(false);
    }
  }
  // Always in the order of the words, whichever is held now.
  const offered = new Set<string>([row.role, ...row.mayBecome]);
  const options = Object.entries(roleWords)
    .filter(([value]) => offered.has(value))
    .map(([value, { name }]) => ({ value, label: name }));
  return (
    <Select
      aria-label={`Role of ${row.name}`}
      options={options}
      value={row.role}
      onValueChange={change}
      disabled={pending}
      className="w-28"
    />
  );
}

const withArticle = (role: MemberRole): string => (role === "owner" || role === "admin" ? `an ${role}` : `a ${role}`);

type ActsProps = { row: MemberRow } & Pick<MemberTableProps, "onRemove" | "onTransfer">;

function actsOf({ row, onRemove, onTransfer }: ActsProps): RowAct[] {
  return [
    ...(row.mayOwn ? [{ label: "Hand ownership over", icon: Crown, onChoose: () => onTransfer(row) }] : []),
    ...(row.mayRemove
      ? [
          {
            label: row.you ? "Leave" : "Remove",
            icon: row.you ? LogOut : UserMinus,
            danger: true,
            onChoose: () => onRemove(row),
          },
        ]
      : []),
  ];
}
