"use client";

import { CircleCheck, CircleSlash, Clock, UserRoundCog, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { formatDate, formatDateTime } from "@/components/format";
import { Badge, CodeBadge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { FieldError } from "@/components/ui/field";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { ReadyTenant, TenantActing, TenantActions, TenantKey } from "./model";

interface MembersCardProps {
  model: ReadyTenant;
  endImpersonation: TenantActions["endImpersonation"];
}

/** Who belongs to it, and who of the staff acts for one of them just now. */
export function MembersCard({ model, endImpersonation }: MembersCardProps) {
  const { members, memberCount, acting, mayChange } = model;
  return (
    <Card flush aria-label="Members">
      <CardHead
        flush
        title="Members"
        description={members.length < memberCount ? `The first ${members.length} of ${memberCount}` : undefined}
      />
      {acting.map((each) => (
        <ActingRow key={each.id} acting={each} end={mayChange ? endImpersonation : null} />
      ))}
      {members.length === 0 ? (
        <Empty>Nobody belongs to it: it was made through the API, and nobody was let in yet.</Empty>
      ) : (
        <Table className="border-t">
          <TableHead>
            <tr>
              <ColumnHead>Member</ColumnHead>
              <ColumnHead>Role</ColumnHead>
              <ColumnHead className="max-sm:hidden">Since</ColumnHead>
            </tr>
          </TableHead>
          <TableBody>
            {members.map((member) => (
              <TableRow key={member.userId}>
                <RowHead>
                  <span className="break-words">{member.name}</span>
                  <CellSub className="break-all">{member.email}</CellSub>
                </RowHead>
                <Cell className="capitalize">{member.role.toLowerCase()}</Cell>
                <Cell className="text-muted-foreground num max-sm:hidden">{formatDate(member.since, "UTC")}</Cell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

interface ActingRowProps {
  acting: TenantActing;
  end: TenantActions["endImpersonation"] | null;
}

function ActingRow({ acting, end }: ActingRowProps) {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string>();

  async function press(close: TenantActions["endImpersonation"]) {
    setPending(true);
    setError(undefined);
    try {
      const answer = await close(acting.id);
      if (answer.kind === "refused") setError(answer.message);
    } catch {
      setError("The answer did not arrive. Pressing again does no harm.");
    } finally {
      setPending(false);
    }
  }

  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t px-4 py-3 sm:px-6">
      <UserRoundCog aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      <p className="min-w-0 flex-1 basis-64 break-words">
        {acting.staff} acts for {acting.member} until {formatDateTime(acting.endsAt, "UTC")}: “{acting.reason}”
      </p>
      {end ? (
        <Button size="sm" pending={pending} onClick={() => press(end)}>
          End
        </Button>
      ) : null}
      {error ? <FieldError>{error}</FieldError> : null}
    </div>
  );
}

const KEY_LOOKS: Readonly<Record<TenantKey["state"], { word: string; tone: Tone; icon: LucideIcon }>> = {
  active: { word: "Active", tone: "success", icon: CircleCheck },
  expired: { word: "Expired", tone: "neutral", icon: Clock },
  revoked: { word: "Revoked", tone: "neutral", icon: CircleSlash },
};

/** The organization's API keys, as far as anybody may see them. */
export function KeysCard({ keys }: { keys: readonly TenantKey[] }) {
  return (
    <Card flush aria-label="API keys">
      <CardHead flush title="API keys" description="Newest first; only its own people make and end them" />
      {keys.length === 0 ? (
        <Empty>None yet.</Empty>
      ) : (
        <Table className="border-t">
          <TableHead>
            <tr>
              <ColumnHead>Key</ColumnHead>
              <ColumnHead className="max-md:hidden">Scopes</ColumnHead>
              <ColumnHead className="max-sm:hidden">Last used</ColumnHead>
              <ColumnHead>State</ColumnHead>
            </tr>
          </TableHead>
          <TableBody>
            {keys.map((key) => (
              <KeyRow key={key.id} apiKey={key} />
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

function KeyRow({ apiKey: key }: { apiKey: TenantKey }) {
  const { word, tone, icon } = KEY_LOOKS[key.state];
  return (
    <TableRow>
      <RowHead>
        <span className="break-words">{key.name}</span>
        <CellSub className="break-all">
          {key.hint}
          {key.environment === "PROD" ? "" : `, ${key.environment.toLowerCase()}`}
        </CellSub>
      </RowHead>
      <Cell className="max-md:hidden">
        <span className="flex flex-wrap gap-1">
          {key.scopes.map((scope) => (
            <CodeBadge key={scope}>{scope}</CodeBadge>
          ))}
        </span>
      </Cell>
      <Cell className="text-muted-foreground num max-sm:hidden">
        {key.lastUsedAt ? formatDateTime(key.lastUsedAt, "UTC") : "Never"}
      </Cell>
      <Cell>
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
      </Cell>
    </TableRow>
  );
}
