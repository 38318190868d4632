import Link from "next/link";
import { formatDateTime } from "@/components/format";
import { Card, CardFoot, CardHead } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { FailurePage } from "@/components/ui/failure";
import { PageBody, PageHead } from "@/components/ui/page";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { EventBadge } from "./event-badge";
import type { EffectRow, EventModel, ReadyEvent, ReplayAction } from "./model";
import { ReplayButton } from "./replay-button";

const ZONE = "UTC";
const moment = (at: string | null): string => (at === null ? "–" : formatDateTime(at, ZONE));

/** One event: where it stands, what it changed, and the text as it came. */
export function EventScreen({ model, replay }: { model: EventModel; replay: ReplayAction }) {
  if (model.kind === "ready") return <Ready model={model} replay={replay} />;
  return (
    <FailurePage
      heading="Event"
      title="The event could not be read"
      requestId={model.requestId}
      retryHref={model.retryHref}
    >
      Nothing was changed.
    </FailurePage>
  );
}

function Ready({ model, replay }: { model: ReadyEvent; replay: ReplayAction }) {
  const { event } = model;
  return (
    <PageBody>
      <PageHead title={event.type} description={`${event.id}. Times in UTC.`} />
      <Card aria-label="Standing">
        <CardHead title="Standing" className="mb-4" aside={<EventBadge state={event.state} />} />
        <DescriptionList>
          <Description term="Organization">
            {event.organization ? (
              <Link href={event.organization.href}>{event.organization.name}</Link>
            ) : (
              "nobody's here"
            )}
          </Description>
          <Description term="Object">{model.objectId ?? "–"}</Description>
          <Description term="API version">{model.apiVersion ?? "–"}</Description>
          <Description term="Received">{moment(event.receivedAt)}</Description>
          <Description term="Done">{`${moment(model.processedAt)}${model.lag === null ? "" : `, ${model.lag} after`}`}</Description>
          <Description term="Tries">{event.attempts}</Description>
          {model.dueAt ? <Description term="Looked at next">{moment(model.dueAt)}</Description> : null}
          {model.deadAt ? <Description term="Given up">{moment(model.deadAt)}</Description> : null}
          <Description term={model.error ? "Last error" : "What came of it"}>
            <span className="break-words">{model.error ?? event.note ?? "–"}</span>
          </Description>
        </DescriptionList>
        {model.mayReplay ? (
          <CardFoot>
            <ReplayButton count={1} replay={replay} />
          </CardFoot>
        ) : null}
      </Card>
      <Effects effects={model.effects} />
      <Card aria-label="Payload">
        <CardHead
          title="Payload"
          description="As it came. It is a hint: what was applied was read from Stripe"
          className="mb-4"
        />
        <CodeBlock copy={model.payload} label="payload">
          {model.payload}
        </CodeBlock>
      </Card>
    </PageBody>
  );
}

function Effects({ effects }: { effects: readonly EffectRow[] }) {
  return (
    <Card flush aria-label="What it changed">
      <CardHead
        flush
        title="What it changed"
        description="From the journal; what it found as it should be is not here"
      />
      {effects.length === 0 ? (
        <p className="border-t px-4 py-4 text-muted-foreground sm:px-6">Nothing.</p>
      ) : (
        <Table className="border-t">
          <TableHead>
            <tr>
              <ColumnHead>Change</ColumnHead>
              <ColumnHead>Before</ColumnHead>
              <ColumnHead>After</ColumnHead>
            </tr>
          </TableHead>
          <TableBody>
            {effects.map((effect) => (
              <TableRow key={`${effect.action} ${effect.entity} ${effect.at}`}>
                <RowHead>
                  <span className="font-medium break-words">{effect.action}</span>
                  <CellSub className="break-all">{effect.entity}</CellSub>
                </RowHead>
                <Cell className="break-all text-muted-foreground">{effect.before}</Cell>
                <Cell className="break-all">{effect.after}</Cell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}
