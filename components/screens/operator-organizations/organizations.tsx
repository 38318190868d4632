import { Archive, CircleCheck, CircleSlash, Search } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import { formatDate } from "@/components/format";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { FailureCard } from "@/components/ui/failure";
import { Input } from "@/components/ui/input";
import { PageBody, PageHead } from "@/components/ui/page";
import { PageTurner } from "@/components/ui/page-turner";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { OrganizationRow, OrganizationsModel, ReadyOrganizations } from "./model";

const PATH = "/admin/organizations";
const looks: Readonly<Record<OrganizationRow["status"], { word: string; tone: Tone; icon: LucideIcon }>> = {
  active: { word: "Active", tone: "success", icon: CircleCheck },
  suspended: { word: "Suspended", tone: "danger", icon: CircleSlash },
  archived: { word: "Archived", tone: "neutral", icon: Archive },
};

/** The deployment's organizations, newest first, found by name, slug, external key or id. Works without script. */
export function OrganizationsScreen({ model }: { model: OrganizationsModel }) {
  return (
    <PageBody>
      <PageHead title="Organizations" description="Newest first. Dates in UTC." />
      {model.kind === "ready" ? (
        <Ready model={model} />
      ) : (
        <FailureCard
          label="Organizations"
          title="The organizations could not be listed"
          requestId={model.requestId}
          retryHref={model.retryHref}
        >
          Nothing was changed.
        </FailureCard>
      )}
    </PageBody>
  );
}

function Ready({ model }: { model: ReadyOrganizations }) {
  return (
    <>
      <form action={PATH} role="search" className="flex gap-2">
        <Input
          type="search"
          name="search"
          aria-label="Search organizations"
          placeholder="Name, slug, external key or id"
          defaultValue={model.search}
          maxLength={200}
          className="max-w-md"
        />
        <Button type="submit">
          <Search aria-hidden />
          Search
        </Button>
      </form>
      <Card flush aria-label="Organizations">
        {model.rows.length === 0 ? <Nothing search={model.search} /> : <Rows rows={model.rows} />}
        <PageTurner firstHref={model.firstHref} nextHref={model.nextHref} />
      </Card>
    </>
  );
}

function Nothing({ search }: { search: string }) {
  if (search === "") return <Empty>No organization yet. One is made with everybody who signs up.</Empty>;
  return (
    <Empty
      action={
        <Button asChild>
          <Link href={PATH}>Show all</Link>
        </Button>
      }
    >
      {`Nothing is called “${search}”. External keys and ids are found by the whole of them.`}
    </Empty>
  );
}

function Rows({ rows }: { rows: readonly OrganizationRow[] }) {
  return (
    <Table>
      <TableHead>
        <tr>
          <ColumnHead>Organization</ColumnHead>
          <ColumnHead className="max-md:hidden">External key</ColumnHead>
          <ColumnHead className="max-lg:hidden">Id</ColumnHead>
          <ColumnHead className="max-sm:hidden">Created</ColumnHead>
          <ColumnHead>State</ColumnHead>
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </TableBody>
    </Table>
  );
}

function Row({ row }: { row: OrganizationRow }) {
  const { word, tone, icon } = looks[row.status];
  return (
    <TableRow>
      <RowHead>
        <Link href={row.href} className="font-medium break-words underline-offset-4 hover:underline">
          {row.name}
        </Link>
        <CellSub className="break-all">
          {row.slug}, {row.kind}
        </CellSub>
      </RowHead>
      <Cell className="break-all text-muted-foreground max-md:hidden">{row.externalKey ?? "–"}</Cell>
      <Cell className="max-lg:hidden">
        <code className="break-all text-muted-foreground">{row.id}</code>
      </Cell>
      <Cell className="whitespace-nowrap text-muted-foreground num max-sm:hidden">
        {formatDate(row.createdAt, "UTC")}
      </Cell>
      <Cell>
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
      </Cell>
    </TableRow>
  );
}
