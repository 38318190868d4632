import { Search } from "lucide-react";
import Link from "next/link";
import { formatDateTime } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { FailurePage } from "@/components/ui/failure";
import { Input } from "@/components/ui/input";
import { PageBody, PageHead } from "@/components/ui/page";
import { PageTurner } from "@/components/ui/page-turner";
import { Select } from "@/components/ui/select";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { EVENT_WORDS, EventBadge } from "./event-badge";
import type { EventFilterModel, EventRow, ReadyWebhooks, ReplayAction, WebhooksModel } from "./model";
import { ReplayButton } from "./replay-button";

const PATH = "/admin/webhooks";
const ZONE = "UTC";
/** A form cannot send an empty choice, so "every state" has a name of its own. */
const STATES = [
  { value: "any", label: "Every state" },
  ...Object.entries(EVENT_WORDS).map(([value, label]) => ({ value, label })),
];

/** What Stripe has told us, newest first: what came of it, what failed, and how to have it worked on again. */
export function WebhooksScreen({ model, replay }: { model: WebhooksModel; replay: ReplayAction }) {
  if (model.kind === "ready") return <Ready model={model} replay={replay} />;
  return (
    <FailurePage
      heading="Webhooks in"
      title="The inbox could not be read"
      requestId={model.requestId}
      retryHref={model.retryHref}
    >
      Nothing was changed. Stripe delivers again while we cannot take events.
    </FailurePage>
  );
}

function Ready({ model, replay }: { model: ReadyWebhooks; replay: ReplayAction }) {
  const { meets, mayReplay, nextHref, firstHref } = model;
  return (
    <PageBody>
      <PageHead title="Webhooks in" description={`${model.standing} Times in UTC.`} />
      <Filter filter={model.filter} />
      <Card flush aria-label="Events">
        {model.rows.length === 0 ? <Nothing filtered={meets !== null} /> : <Rows rows={model.rows} />}
        <PageTurner firstHref={firstHref} nextHref={nextHref}>
          {mayReplay && meets !== null && meets > 0 ? <ReplayButton count={meets} replay={replay} /> : null}
        </PageTurner>
      </Card>
    </PageBody>
  );
}

function Filter({ filter }: { filter: EventFilterModel }) {
  return (
    <form action={PATH} role="search" className="flex flex-wrap gap-2">
      <Input
        name="type"
        aria-label="Type of event"
        placeholder="invoice.paid"
        defaultValue={filter.type}
        maxLength={200}
        className="max-w-64"
      />
      <Input
        name="organization"
        aria-label="Organization"
        placeholder="Organization: id or external key"
        defaultValue={filter.organization}
        maxLength={255}
        className="max-w-64"
      />
      <Select
        name="state"
        aria-label="State"
        options={STATES}
        defaultValue={filter.state === "" ? "any" : filter.state}
        className="w-40"
      />
      <Button type="submit">
        <Search aria-hidden />
        Filter
      </Button>
    </form>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (!filtered) return <Empty>No event has arrived yet. Stripe sends one with every change of what is sold.</Empty>;
  return (
    <Empty
      action={
        <Button asChild>
          <Link href={PATH}>Show all</Link>
        </Button>
      }
    >
      No event meets this filter.
    </Empty>
  );
}

function Rows({ rows }: { rows: readonly EventRow[] }) {
  return (
    <Table>
      <TableHead>
        <tr>
          <ColumnHead>Event</ColumnHead>
          <ColumnHead className="max-md:hidden">Organization</ColumnHead>
          <ColumnHead className="max-lg:hidden">What came of it</ColumnHead>
          <ColumnHead numeric className="max-sm:hidden">
            Tries
          </ColumnHead>
          <ColumnHead className="max-sm:hidden">Received</ColumnHead>
          <ColumnHead>State</ColumnHead>
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.id}>
            <RowHead>
              <Link href={row.href} className="font-medium break-all underline-offset-4 hover:underline">
                {row.type}
              </Link>
              <CellSub className="break-all">{row.id}</CellSub>
            </RowHead>
            <Cell className="break-words max-md:hidden">
              {row.organization ? (
                <Link href={row.organization.href} className="underline-offset-4 hover:underline">
                  {row.organization.name}
                </Link>
              ) : (
                "–"
              )}
            </Cell>
            <Cell className="break-words text-muted-foreground max-lg:hidden">{row.note ?? "–"}</Cell>
            <Cell numeric className="max-sm:hidden">
              {row.attempts}
            </Cell>
            <Cell className="whitespace-nowrap text-muted-foreground num max-sm:hidden">
              {formatDateTime(row.receivedAt, ZONE)}
            </Cell>
            <Cell>
              <EventBadge state={row.state} />
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
