import { CircleAlert, CircleDashed, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { formatDateTime, formatUnits } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import { Card, CardHead } from "@/components/ui/card";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { CheckButton } from "./check-button";
import type { BrokenChainRow, ChainStanding, CheckAction, ReadyAudit } from "./model";

const ZONE = "UTC";

/** Whether the journal is what was written: each entry is tied to the one before, so that a change is noticed. */
export function ChainCard({ model, check }: { model: ReadyAudit; check: CheckAction }) {
  const { standing, whose } = model;
  return (
    <Card flush aria-label="Integrity">
      <CardHead
        flush
        title={<Verdict standing={standing} />}
        description={standingWords(standing, whose)}
        aside={<CheckButton all={whose === "operator"} check={check} />}
      />
      {standing.broken.length > 0 ? <BrokenChains rows={standing.broken} /> : null}
    </Card>
  );
}

function Verdict({ standing: { broken, unchecked, chains } }: { standing: ChainStanding }) {
  if (broken.length > 0)
    return (
      <Badge tone="danger" icon={CircleAlert}>
        {broken.length === 1 ? "A chain is broken" : `${broken.length} chains are broken`}
      </Badge>
    );
  if (chains === unchecked)
    return (
      <Badge icon={CircleDashed} tone="neutral">
        Not checked yet
      </Badge>
    );
  return (
    <Badge tone="success" icon={ShieldCheck}>
      Verified
    </Badge>
  );
}

function standingWords(standing: ChainStanding, whose: ReadyAudit["whose"]): string {
  const { chains, unchecked, checkedSince } = standing;
  const checked = chains - unchecked;
  if (checked === 0 || checkedSince === null)
    return "Every entry is tied to the one before, so that a change is noticed. A check runs every day.";
  const at = `${formatDateTime(checkedSince, ZONE)} UTC`;
  if (whose === "tenant") return `Every entry was recomputed on ${at}. A check runs every day.`;
  const missing = unchecked === 0 ? "" : ` ${formatUnits(unchecked)} are new since the last check.`;
  return `${formatUnits(checked)} of ${formatUnits(chains)} chains were recomputed, the first of them on ${at}.${missing}`;
}

function BrokenChains({ rows }: { rows: readonly BrokenChainRow[] }) {
  return (
    <Table className="border-t">
      <TableHead>
        <tr>
          <ColumnHead>Chain</ColumnHead>
          <ColumnHead>What is wrong</ColumnHead>
          <ColumnHead numeric>First broken row</ColumnHead>
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.chain} className="bg-danger-surface text-danger-text">
            <RowHead>
              {row.name}
              <CellSub className="break-all text-danger-text">{row.chain}</CellSub>
            </RowHead>
            <Cell>{row.because}</Cell>
            <Cell numeric>
              {row.entryHref ? (
                <Link href={row.entryHref} className="font-medium underline underline-offset-4">
                  {row.position}
                </Link>
              ) : (
                row.position
              )}
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
