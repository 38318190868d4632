import type { Metadata } from "next";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Card, CardHead } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code";
import { PageHead } from "@/components/ui/page";
import { Cell, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { readyWorld } from "@/lib/http";
import { reference, type Field, type Operation } from "./reference";

export const metadata: Metadata = { title: "API reference" };

/** Every operation of /v1, from the contracts that the routes check with: nothing here is written a second time. */
export default async function ApiReferencePage() {
  const { env } = await readyWorld();
  const operations = reference(env.GATEWAY_URL);
  return (
    <div className="grid gap-6 [&>*]:min-w-0">
      <PageHead
        title="API reference"
        description="Send an API key as a bearer token. Errors are problem+json with a stable code; money is a string of minor units; lists are paged by cursor."
      />
      <nav aria-label="Operations" className="flex flex-wrap gap-x-4 gap-y-2">
        <Link href="/v1/openapi.json" prefetch={false} className="link">
          openapi.json
        </Link>
        {operations.map((operation) => (
          <a key={operation.id} href={`#${operation.id}`} className="link">
            {operation.summary}
          </a>
        ))}
      </nav>
      {operations.map((operation) => (
        <OperationCard key={operation.id} operation={operation} />
      ))}
    </div>
  );
}

function OperationCard({ operation }: { operation: Operation }) {
  return (
    <Card flush id={operation.id} aria-label={operation.summary} className="scroll-mt-4">
      <CardHead
        flush
        title={operation.summary}
        description={operation.description}
        aside={<Badge tone="neutral">{operation.scope ?? "open"}</Badge>}
      />
      <div className="grid gap-4 px-4 pb-4 sm:px-6 sm:pb-6 [&>*]:min-w-0">
        <p className="font-mono text-xs [overflow-wrap:anywhere]">
          <strong className="font-semibold">{operation.method}</strong> {operation.path}
        </p>
        <CodeBlock>{operation.curl}</CodeBlock>
      </div>
      {operation.fields.length > 0 ? <Fields fields={operation.fields} /> : null}
      <ul className="grid gap-1 px-4 py-4 sm:px-6">
        {operation.answers.map(({ status, description }) => (
          <li key={status} className="flex gap-3">
            <span className="w-8 shrink-0 font-medium num">{status}</span>
            <span className="min-w-0 text-muted-foreground">{description}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Fields({ fields }: { fields: readonly Field[] }) {
  return (
    <Table>
      <TableHead>
        <TableRow>
          <ColumnHead>Field</ColumnHead>
          <ColumnHead>In</ColumnHead>
          <ColumnHead className="max-sm:hidden">Form</ColumnHead>
          <ColumnHead>Needed</ColumnHead>
        </TableRow>
      </TableHead>
      <TableBody>
        {fields.map((field) => (
          <TableRow key={`${field.where} ${field.name}`}>
            <RowHead>
              <span className="font-mono text-xs">{field.name}</span>
              {field.description ? (
                <span className="block text-xs font-normal text-muted-foreground">{field.description}</span>
              ) : null}
            </RowHead>
            <Cell>{field.where}</Cell>
            <Cell className="text-muted-foreground max-sm:hidden">{field.form}</Cell>
            <Cell>{field.required ? "yes" : "no"}</Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
