"use client";

import { Ban, Clock, Mail, RotateCw, X, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { formatDateTime } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { PaywallModel } from "../paywall/model";
import type { InvitationRow, MembersActions, ReadyMembers } from "./model";
import { invitationWord, roleWords } from "./words";

interface InvitationTableProps {
  model: ReadyMembers;
  resend: MembersActions["resend"];
  revoke: MembersActions["revoke"];
  onPaywall(paywall: PaywallModel): void;
}

/** Invitations that nobody has answered yet. What was accepted stands among the members. */
export function InvitationTable(props: InvitationTableProps) {
  const { invitations, moreInvitations } = props.model;
  if (invitations.length === 0) return null;
  return (
    <Card flush aria-label="Invitations">
      <CardHead
        flush
        title="Invitations"
        description={moreInvitations ? "The newest of them. Older ones are listed over the API." : undefined}
      />
      <Table>
        <TableHead>
          <tr>
            <ColumnHead>Address</ColumnHead>
            <ColumnHead className="max-md:hidden">Expires</ColumnHead>
            <ColumnHead className="max-sm:hidden">State</ColumnHead>
            <ColumnHead>
              <span className="sr-only">Actions</span>
            </ColumnHead>
          </tr>
        </TableHead>
        <TableBody>
          {invitations.map((row) => (
            <Invitation key={row.id} row={row} {...props} />
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

const icons: Readonly<Record<"info" | "warning" | "neutral", LucideIcon>> = {
  info: Mail,
  warning: Clock,
  neutral: Ban,
};

function Invitation({ row, model, ...props }: { row: InvitationRow } & InvitationTableProps) {
  const { word, tone } = invitationWord(row, model.asOf);
  const state = (
    <Badge tone={tone} icon={icons[tone]}>
      {word}
    </Badge>
  );
  return (
    <TableRow>
      <RowHead>
        <span className="font-medium break-all">{row.email}</span>
        <CellSub>
          {roleWords[row.role].name}, by {row.invitedBy}
        </CellSub>
        <span className="mt-1 block sm:hidden">{state}</span>
      </RowHead>
      <Cell className="text-muted-foreground num max-md:hidden">{formatDateTime(row.expiresAt, model.timeZone)}</Cell>
      <Cell className="max-sm:hidden">{state}</Cell>
      <Cell className="text-right whitespace-nowrap">
        {model.mayManage ? <RowActions row={row} {...props} /> : null}
      </Cell>
    </TableRow>
  );
}

type RowActionsProps = { row: InvitationRow } & Omit<InvitationTableProps, "model">;

function RowActions({ row, resend, revoke, onPaywall }: RowActionsProps) {
  const [pending, setPending] = useState<"resend" | "revoke" | null>(null);
  const [link, setLink] = useState<string>();

  async function run(which: "resend" | "revoke") {
    setPending(which);
    try {
      const answer = await (which === "resend" ? resend(row.id) : revoke(row.id));
      if (answer.kind === "refused") {
        if (answer.paywall) onPaywall(answer.paywall);
        else toast.error(answer.message);
      } else if (answer.kind === "resent") {
        setLink(answer.link);
        toast(answer.link ? "A new link; the old one is dead" : `Sent again to ${answer.email}; the old link is dead`);
      } else toast(`The invitation of ${row.email} is withdrawn`);
    } catch {
      toast.error("The answer did not arrive. Look again before you repeat.");
    } finally {
      setPending(null);
    }
  }

  return (
    <span className="inline-flex items-center gap-1">
      {link ? <CopyButton text={link} label="Copy link" size="sm" /> : null}
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Send the invitation of ${row.email} again`}
        pending={pending === "resend"}
        onClick={() => run("resend")}
      >
        <RotateCw aria-hidden />
      </Button>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Withdraw the invitation of ${row.email}`}
        pending={pending === "revoke"}
        onClick={() => run("revoke")}
      >
        <X aria-hidden />
      </Button>
    </span>
  );
}
