"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { formatDateTime } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { FailurePage } from "@/components/ui/failure";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PageBody, PageHead } from "@/components/ui/page";
import { PageTurner } from "@/components/ui/page-turner";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { PlainChoice } from "@/components/ui/plain-choice";
import { InstallationStanding } from "../activation/installation-standing";
import { RevokeButton } from "../activation/revoke-button";
import { EndDialog } from "./end-dialog";
import type {
  EndInstallation,
  InstallationsFilter,
  InstallationsModel,
  ReadyInstallations,
  TenantInstallation,
} from "./model";

const PATH = "/admin/installations";
const ZONE = "UTC";

interface ScreenProps {
  model: InstallationsModel;
  end: EndInstallation;
}

/** Plugins and sites of every organization that were activated: where, when they were seen last, and their end by hand. */
export function OperatorInstallationsScreen({ model, end }: ScreenProps) {
  if (model.kind === "ready") return <Ready model={model} end={end} />;
  return (
    <FailurePage
      heading="Installations"
      title="The installations could not be listed"
      requestId={model.requestId}
      retryHref={model.retryHref}
    >
      They work as before.
    </FailurePage>
  );
}

function Ready({ model, end }: { model: ReadyInstallations; end: EndInstallation }) {
  const { rows, filtered, mayRevoke, asksAbout } = model;
  const [ending, setEnding] = useState<TenantInstallation | null>(rows.find(({ id }) => id === asksAbout) ?? null);
  return (
    <PageBody>
      <PageHead
        title="Installations"
        description="Plugins and sites that were activated, of every organization. Newest first, times in UTC."
      />
      <Filter filter={model.filter} />
      <Card flush aria-label="Installations">
        {rows.length === 0 ? (
          <Nothing filtered={filtered} />
        ) : (
          <Rows rows={rows} onEnd={mayRevoke ? setEnding : undefined} />
        )}
        <PageTurner firstHref={model.firstHref} nextHref={model.nextHref} />
      </Card>
      <EndDialog row={ending} end={end} onClose={() => setEnding(null)} />
    </PageBody>
  );
}

const Filter = ({ filter }: { filter: InstallationsFilter }) => (
  <form action={PATH} role="search" className="grid grid-cols-2 items-end gap-3 lg:flex">
    <Field label="Search" className="max-lg:col-span-2 lg:min-w-0 lg:flex-1">
      {(control) => (
        <Input
          {...control}
          type="search"
          name="search"
          placeholder="Domain, or an organization’s id, slug or external key"
          defaultValue={filter.search}
          maxLength={200}
        />
      )}
    </Field>
    <PlainChoice label="State" name="state" value={filter.state}>
      <option value="">All</option>
      <option value="active">Active</option>
      <option value="ended">Ended</option>
      <option value="reused">Token reused</option>
    </PlainChoice>
    <Button type="submit">
      <Search aria-hidden />
      Search
    </Button>
  </form>
);

function Nothing({ filtered }: { filtered: boolean }) {
  if (!filtered)
    return <Empty>Nothing was activated yet. Owners and admins make codes on their Activation page.</Empty>;
  return (
    <Empty
      action={
        <Button asChild>
          <Link href={PATH}>Show all</Link>
        </Button>
      }
    >
      No installation meets this.
    </Empty>
  );
}

type OnEnd = ((row: TenantInstallation) => void) | undefined;

function Rows({ rows, onEnd }: { rows: readonly TenantInstallation[]; onEnd: OnEnd }) {
  return (
    <Table>
      <TableHead>
        <tr>
          <ColumnHead>Domain</ColumnHead>
          <ColumnHead className="max-md:hidden">Organization</ColumnHead>
          <ColumnHead className="max-md:hidden">Last seen</ColumnHead>
          <ColumnHead className="max-xl:hidden">Activated</ColumnHead>
          <ColumnHead>State</ColumnHead>
          {onEnd ? (
            <ColumnHead>
              <span className="sr-only">Actions</span>
            </ColumnHead>
          ) : null}
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <Row key={row.id} row={row} onEnd={onEnd} />
        ))}
      </TableBody>
    </Table>
  );
}

function Row({ row, onEnd }: { row: TenantInstallation; onEnd: OnEnd }) {
  const seen = formatDateTime(row.refreshedAt, ZONE);
  const whose = (
    <Link href={row.organization.href} className="wrap-anywhere underline-offset-4 hover:underline">
      {row.organization.name}
    </Link>
  );
  return (
    <TableRow>
      <RowHead>
        <span className="font-medium wrap-anywhere">{row.domain}</span>
        {row.mode === "test" ? <CellSub>Test</CellSub> : null}
        <CellSub className="md:hidden">{whose}</CellSub>
        <CellSub className="md:hidden">seen {seen}</CellSub>
      </RowHead>
      <Cell className="max-md:hidden">{whose}</Cell>
      <Cell className="text-muted-foreground num max-md:hidden">
        {seen}
        {row.lastIp ? <CellSub className="break-all">from {row.lastIp}</CellSub> : null}
      </Cell>
      <Cell className="text-muted-foreground num max-xl:hidden">{formatDateTime(row.activatedAt, ZONE)}</Cell>
      <Cell>
        <InstallationStanding row={row} timeZone={ZONE} />
      </Cell>
      {onEnd ? (
        <Cell className="w-10 text-right">
          {row.state === "active" ? <RevokeButton label={row.domain} onClick={() => onEnd(row)} /> : null}
        </Cell>
      ) : null}
    </TableRow>
  );
}
