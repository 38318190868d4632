import { Download, Search } from "lucide-react";
import Link from "next/link";
import { formatDateTime, formatUnits } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { FailurePage } from "@/components/ui/failure";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PageBody, PageHead } from "@/components/ui/page";
import { PageTurner } from "@/components/ui/page-turner";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { ChainCard } from "./chain-card";
import type { AuditFilterModel, AuditModel, AuditRow, CheckAction, ReadyAudit } from "./model";
import { actionWords, changeWords, entityWords } from "./words";

const ZONE = "UTC";
const TITLES = { tenant: "Audit log", operator: "Audit trail" };

/** Who did what, newest first: found by person, act, thing and day, as a page or as a file. Works without script. */
export function AuditScreen({ model, check }: { model: AuditModel; check: CheckAction }) {
  if (model.kind === "ready") return <Ready model={model} check={check} />;
  return (
    <FailurePage
      heading="Audit log"
      title="The audit log could not be read"
      requestId={model.requestId}
      retryHref={model.retryHref}
    >
      What happens is written down all the same.
    </FailurePage>
  );
}

function Ready({ model, check }: { model: ReadyAudit; check: CheckAction }) {
  const { whose, path, rows, filtered, firstHref, nextHref } = model;
  return (
    <PageBody>
      <PageHead
        title={TITLES[whose]}
        description={
          whose === "tenant"
            ? "Who changed what in this organization, the operator included. Newest first, times in UTC."
            : "Who changed what, in every organization and in the deployment. Newest first, times in UTC."
        }
        actions={
          <Button asChild>
            <a href={model.csvHref} download title={`The newest ${formatUnits(model.csvRows)} entries at most`}>
              <Download aria-hidden />
              CSV
            </a>
          </Button>
        }
      />
      <ChainCard model={model} check={check} />
      <Filter path={path} filter={model.filter} whose={whose} />
      <Card flush aria-label="Entries">
        {rows.length === 0 ? <Nothing filtered={filtered} path={path} /> : <Rows rows={rows} whose={whose} />}
        <PageTurner firstHref={firstHref} nextHref={nextHref} />
      </Card>
    </PageBody>
  );
}

function Filter({ path, filter, whose }: { path: string; filter: AuditFilterModel; whose: ReadyAudit["whose"] }) {
  return (
    <form
      action={path}
      role="search"
      className="grid grid-cols-2 items-end gap-3 lg:flex lg:[&>div]:min-w-0 lg:[&>div]:flex-1"
    >
      <Words name="actor" label="Who" placeholder="E-mail, id, or staff" value={filter.actor} />
      <Words name="action" label="What" placeholder="subscription.changed" value={filter.action} />
      <Words name="entity" label="On" placeholder="Kind or id" value={filter.entity} />
      {whose === "operator" ? (
        <Words name="organization" label="Organization" placeholder="Id or external key" value={filter.organization} />
      ) : null}
      <Day name="from" label="From" value={filter.from} />
      <Day name="to" label="Until" value={filter.to} />
      <Button type="submit">
        <Search aria-hidden />
        Filter
      </Button>
    </form>
  );
}

function Words({
  name,
  label,
  placeholder,
  value,
}: {
  name: string;
  label: string;
  placeholder: string;
  value: string;
}) {
  return (
    <Field label={label}>
      {(control) => <Input {...control} name={name} placeholder={placeholder} defaultValue={value} maxLength={255} />}
    </Field>
  );
}

function Day({ name, label, value }: { name: string; label: string; value: string }) {
  return (
    <Field label={label}>{(control) => <Input {...control} type="date" name={name} defaultValue={value} />}</Field>
  );
}

function Nothing({ filtered, path }: { filtered: boolean; path: string }) {
  if (!filtered) return <Empty>Nothing yet. Every change is written here the moment it is made.</Empty>;
  return (
    <Empty
      action={
        <Button asChild>
          <Link href={path}>Show all</Link>
        </Button>
      }
    >
      No entry meets this filter.
    </Empty>
  );
}

function Rows({ rows, whose }: { rows: readonly AuditRow[]; whose: ReadyAudit["whose"] }) {
  return (
    <Table>
      <TableHead>
        <tr>
          <ColumnHead>What</ColumnHead>
          <ColumnHead>Who</ColumnHead>
          {whose === "operator" ? <ColumnHead className="max-md:hidden">Organization</ColumnHead> : null}
          <ColumnHead className="max-lg:hidden">Change</ColumnHead>
          <ColumnHead className="max-sm:hidden">When</ColumnHead>
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <Row key={row.id} row={row} whose={whose} />
        ))}
      </TableBody>
    </Table>
  );
}

function Row({ row, whose }: { row: AuditRow; whose: ReadyAudit["whose"] }) {
  return (
    <TableRow>
      <RowHead>
        <Link href={row.href} className="font-medium break-words underline-offset-4 hover:underline">
          {actionWords(row.action)}
        </Link>
        <CellSub className="max-w-[45vw] truncate sm:max-w-56">
          {entityWords(row.entity.type)} {row.entity.id}
        </CellSub>
        <CellSub className="sm:hidden">{formatDateTime(row.at, ZONE)}</CellSub>
      </RowHead>
      <Cell className="[overflow-wrap:anywhere]">
        {row.actor}
        {row.onBehalfOf ? <CellSub>for {row.onBehalfOf}</CellSub> : null}
        {row.reason ? <CellSub>“{row.reason}”</CellSub> : null}
      </Cell>
      {whose === "operator" ? (
        <Cell className="break-words max-md:hidden">
          {row.organization ? (
            <Link href={row.organization.href} className="underline-offset-4 hover:underline">
              {row.organization.name}
            </Link>
          ) : (
            "The deployment"
          )}
        </Cell>
      ) : null}
      <Cell className="break-words text-muted-foreground max-lg:hidden">{changeWords(row.changes) || "–"}</Cell>
      <Cell className="whitespace-nowrap text-muted-foreground num max-sm:hidden">{formatDateTime(row.at, ZONE)}</Cell>
    </TableRow>
  );
}
