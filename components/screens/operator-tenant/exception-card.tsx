import { Plus } from "lucide-react";
import { formatDateTime } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { Open, ReadyTenant } from "./model";

/** Where the plan does not speak: each exception with its reason, its author and its end. */
export function ExceptionCard({ model, onOpen }: { model: ReadyTenant; onOpen(open: Open): void }) {
  const { exceptions, mayChange } = model;
  return (
    <Card flush aria-label="Exceptions">
      <CardHead
        flush
        title="Exceptions"
        description="What holds here in place of what the plan says"
        aside={
          mayChange ? (
            <Button size="sm" onClick={() => onOpen({ kind: "exception" })}>
              <Plus aria-hidden />
              Make an exception
            </Button>
          ) : null
        }
      />
      {exceptions.length === 0 ? (
        <Empty>None. The plan says what this organization may do.</Empty>
      ) : (
        <Table className="border-t">
          <TableHead>
            <tr>
              <ColumnHead>What</ColumnHead>
              <ColumnHead className="max-md:hidden">Reason</ColumnHead>
              <ColumnHead className="max-sm:hidden">Ends</ColumnHead>
              {mayChange ? (
                <ColumnHead>
                  <span className="sr-only">Take back</span>
                </ColumnHead>
              ) : null}
            </tr>
          </TableHead>
          <TableBody>
            {exceptions.map((exception) => (
              <TableRow key={exception.about}>
                <RowHead>
                  {exception.about}
                  <CellSub>{exception.value}</CellSub>
                  <CellSub className="md:hidden">“{exception.reason}”</CellSub>
                  <CellSub className="sm:hidden">{endWords(exception.expiresAt)}</CellSub>
                </RowHead>
                <Cell className="break-words max-md:hidden">
                  “{exception.reason}”
                  <CellSub className="break-all">
                    {exception.author}, {formatDateTime(exception.createdAt, "UTC")}
                  </CellSub>
                </Cell>
                <Cell className="num max-sm:hidden">{endWords(exception.expiresAt)}</Cell>
                {mayChange ? (
                  <Cell className="text-right">
                    <Button
                      size="sm"
                      variant="danger"
                      aria-label={`Take back ${exception.about}`}
                      onClick={() => onOpen({ kind: "revert", exception })}
                    >
                      Take back
                    </Button>
                  </Cell>
                ) : null}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

const endWords = (at: string | null): string => (at === null ? "No end" : formatDateTime(at, "UTC"));
