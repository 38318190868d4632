import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { formatDateTime } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { FailurePage } from "@/components/ui/failure";
import { PageBody, PageHead } from "@/components/ui/page";
import { Cell, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { AuditEntry, AuditEntryModel, ChangeLine } from "./model";
import { actionWords, entityWords } from "./words";

/** One entry at an address of its own: everything that was written, and the difference it made. */
export function AuditEntryScreen({ model }: { model: AuditEntryModel }) {
  if (model.kind === "failed")
    return (
      <FailurePage
        heading="Entry"
        title="The entry could not be read"
        requestId={model.requestId}
        retryHref={model.retryHref}
      >
        It stands as it was written.
      </FailurePage>
    );
  const { entry, backHref } = model;
  return (
    <PageBody settings>
      <PageHead
        title={actionWords(entry.action)}
        description={`${formatDateTime(entry.at, "UTC")} UTC · ${entry.actor}`}
        actions={
          <Button asChild>
            <Link href={backHref}>
              <ArrowLeft aria-hidden />
              All entries
            </Link>
          </Button>
        }
      />
      <Changes changes={entry.changes} />
      <Facts entry={entry} />
    </PageBody>
  );
}

function Changes({ changes }: { changes: readonly ChangeLine[] }) {
  return (
    <Card flush aria-label="What changed">
      <CardHead flush title="What changed" />
      {changes.length === 0 ? (
        <p className="border-t px-4 py-4 text-muted-foreground sm:px-6">Nothing is kept beside the act itself.</p>
      ) : (
        <Table className="table-fixed border-t">
          <TableHead>
            <tr>
              <ColumnHead className="w-1/3">Field</ColumnHead>
              <ColumnHead>Before</ColumnHead>
              <ColumnHead>After</ColumnHead>
            </tr>
          </TableHead>
          <TableBody>
            {changes.map(({ field, before, after }) => (
              <TableRow key={field}>
                <RowHead className="break-words">{field}</RowHead>
                <Cell className="break-all text-muted-foreground">{before ?? "–"}</Cell>
                <Cell className="break-all">{after ?? "–"}</Cell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

function Facts({ entry }: { entry: AuditEntry }) {
  return (
    <Card aria-label="Entry">
      <CardHead title="Entry" className="mb-4" />
      <DescriptionList>
        <Description term="Who">
          {entry.actor}
          {entry.actorId ? <Code>{entry.actorId}</Code> : null}
        </Description>
        {entry.onBehalfOf ? <Description term="On behalf of">{entry.onBehalfOf}</Description> : null}
        <Description term="On">
          {entityWords(entry.entity.type)}
          <Code>{entry.entity.id}</Code>
        </Description>
        {entry.organization ? (
          <Description term="Organization">
            <Link href={entry.organization.href} className="underline underline-offset-4">
              {entry.organization.name}
            </Link>
          </Description>
        ) : null}
        {entry.reason ? <Description term="Reason">{entry.reason}</Description> : null}
        <Description term="Act">
          <code>{entry.action}</code>
        </Description>
        <Description term="Request">
          <code className="break-all">{entry.requestId ?? "–"}</code>
        </Description>
        <Description term="Address">{entry.ip ?? "–"}</Description>
        <Description term="Position in its chain">{entry.position}</Description>
        <Description term="Fingerprint">
          <span className="inline-flex flex-wrap items-center justify-end gap-2">
            <code className="break-all">{entry.hash.slice(0, 16)}…</code>
            <CopyButton iconOnly text={entry.hash} label="Copy fingerprint" />
          </span>
        </Description>
        <Description term="Id">
          <code className="break-all">{entry.id}</code>
        </Description>
      </DescriptionList>
    </Card>
  );
}

const Code = ({ children }: { children: string }) => (
  <code className="block break-all text-xs text-muted-foreground">{children}</code>
);
