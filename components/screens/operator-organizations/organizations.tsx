import { Download, Search } from "lucide-react";
import Link from "next/link";
import { formatDate, formatDateTime, formatUnits } from "@/components/format";
import { CodeBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { FailureCard } from "@/components/ui/failure";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PageBody, PageHead } from "@/components/ui/page";
import { PageTurner } from "@/components/ui/page-turner";
import { PlainChoice } from "@/components/ui/plain-choice";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { OrganizationBadge, SubscriptionBadge } from "./badges";
import type { OrganizationFilter, OrganizationRow, OrganizationsModel, ReadyOrganizations } from "./model";
import { UsageBar } from "./usage-bar";

const PATH = "/admin/organizations";

/** The deployment's organizations, found, sorted and turned page by page. Works without script. */
export function OrganizationsScreen({ model }: { model: OrganizationsModel }) {
  return (
    <PageBody>
      <PageHead
        title="Organizations"
        description="Usage of the present day, month or billing period. Times in UTC."
        actions={
          model.kind === "ready" ? (
            <Button asChild>
              <a
                href={model.csvHref}
                download
                title={`All pages of this list, ${formatUnits(model.csvRows)} rows at most`}
              >
                <Download aria-hidden />
                CSV
              </a>
            </Button>
          ) : null
        }
      />
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
      <Filter filter={model.filter} plans={model.plans} tags={model.tags} />
      {model.filter.sort === "usage" ? <OrderedAt at={model.orderedAt} /> : null}
      <Card flush aria-label="Organizations">
        {model.rows.length === 0 ? <Nothing filtered={model.filtered} /> : <Rows rows={model.rows} />}
        <PageTurner firstHref={model.firstHref} nextHref={model.nextHref} />
      </Card>
    </>
  );
}

/** The bars are of this moment; the order was counted before. */
const OrderedAt = ({ at }: { at: string | null }) => (
  <p className="text-muted-foreground">
    {at === null
      ? "The order by usage is being counted for the first time; look again in some minutes."
      : `In the order that was counted at ${formatDateTime(at, "UTC")}, and is every five minutes. The bars are of this moment.`}
  </p>
);

function Filter({ filter, plans, tags }: { filter: OrganizationFilter } & Pick<ReadyOrganizations, "plans" | "tags">) {
  return (
    <form action={PATH} role="search" className="grid grid-cols-2 items-end gap-3 lg:flex">
      <Field label="Search" className="max-lg:col-span-2 lg:min-w-0 lg:flex-1">
        {(control) => (
          <Input
            {...control}
            type="search"
            name="search"
            placeholder="Name, slug, owner’s e-mail, external key or id"
            defaultValue={filter.search}
            maxLength={200}
          />
        )}
      </Field>
      <PlainChoice label="State" name="status" value={filter.status}>
        <option value="">All</option>
        <option value="active">Active</option>
        <option value="suspended">Suspended</option>
        <option value="archived">Archived</option>
      </PlainChoice>
      <PlainChoice label="Plan" name="plan" value={filter.plan}>
        <option value="">All</option>
        {plans.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </PlainChoice>
      {tags.length > 0 ? (
        <PlainChoice label="Tag" name="tag" value={filter.tag}>
          <option value="">All</option>
          {tags.map((tag) => (
            <option key={tag}>{tag}</option>
          ))}
        </PlainChoice>
      ) : null}
      <PlainChoice label="Order" name="sort" value={filter.sort}>
        <option value="newest">Newest first</option>
        <option value="oldest">Oldest first</option>
        <option value="name">By name</option>
        <option value="usage">Most used first</option>
      </PlainChoice>
      <Button type="submit">
        <Search aria-hidden />
        Search
      </Button>
    </form>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (!filtered) return <Empty>No organization yet. One is made with everybody who signs up.</Empty>;
  return (
    <Empty
      action={
        <Button asChild>
          <Link href={PATH}>Show all</Link>
        </Button>
      }
    >
      No organization meets this. External keys and ids are found by the whole of them.
    </Empty>
  );
}

function Rows({ rows }: { rows: readonly OrganizationRow[] }) {
  return (
    <Table>
      <TableHead>
        <tr>
          <ColumnHead>Organization</ColumnHead>
          <ColumnHead className="max-lg:hidden">Owner</ColumnHead>
          <ColumnHead className="max-md:hidden">Plan</ColumnHead>
          <ColumnHead className="max-sm:hidden">Most used</ColumnHead>
          <ColumnHead className="max-xl:hidden">Created</ColumnHead>
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
  return (
    <TableRow>
      <RowHead>
        <Link href={row.href} className="font-medium break-words underline-offset-4 hover:underline">
          {row.name}
        </Link>
        <CellSub className="break-all">
          {row.slug}, {row.kind}
          {row.externalKey ? `, ${row.externalKey}` : ""}
        </CellSub>
        <CellSub className="md:hidden">{row.plan ?? "No plan"}</CellSub>
        {row.tags.length > 0 ? (
          <span className="mt-1 flex flex-wrap gap-1">
            {row.tags.map((tag) => (
              <CodeBadge key={tag}>{tag}</CodeBadge>
            ))}
          </span>
        ) : null}
        {row.fullest ? (
          <div className="mt-1 sm:hidden">
            <UsageBar fullest={row.fullest} />
          </div>
        ) : null}
      </RowHead>
      <Cell className="max-w-48 truncate text-muted-foreground max-lg:hidden" title={row.owner ?? undefined}>
        {row.owner ?? "–"}
      </Cell>
      <Cell className="max-md:hidden">
        <span className="flex flex-wrap items-center gap-2">
          {row.plan ?? "–"}
          {row.subscription && row.subscription !== "ACTIVE" ? <SubscriptionBadge state={row.subscription} /> : null}
        </span>
      </Cell>
      <Cell className="max-sm:hidden">
        {row.fullest ? <UsageBar fullest={row.fullest} /> : <span className="text-muted-foreground">–</span>}
      </Cell>
      <Cell className="whitespace-nowrap text-muted-foreground num max-xl:hidden">
        {formatDate(row.createdAt, "UTC")}
      </Cell>
      <Cell>
        <OrganizationBadge status={row.status} />
      </Cell>
    </TableRow>
  );
}
