"use client";

import { Ban, CircleX, Clock, type LucideIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { formatCount } from "@/components/format";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card, CardHead } from "@/components/ui/card";
import { Cell, CellSub, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { codeStanding } from "./code-standing";
import type { ActivationActions, CodeRow, ReadyActivation } from "./model";
import { RevokeButton } from "./revoke-button";

const tickMs = 10_000;

/** The present moment, beginning with the page's own, so that minutes go down while somebody looks. */
function usePresent(asOf: string): number {
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    const began = performance.now();
    const timer = setInterval(() => setPassed(performance.now() - began), tickMs);
    return () => clearInterval(timer);
  }, [asOf]);
  return Date.parse(asOf) + passed;
}

interface CodesCardProps {
  model: ReadyActivation;
  revoke: ActivationActions["revokeCode"];
}

/** Codes that wait to be redeemed, and those that ended unused lately. */
export function CodesCard({ model, revoke }: CodesCardProps) {
  const now = usePresent(model.asOf);
  if (model.codes.length === 0) return null;
  const open = model.codes.filter((code) => codeStanding(code, now).kind === "open").length;
  return (
    <Card flush aria-label="Activation codes">
      <CardHead
        flush
        title={formatCount(open, "open code", "open codes")}
        description="A code works once. What it activates stands below."
      />
      <Table>
        <TableHead>
          <tr>
            <ColumnHead>For</ColumnHead>
            <ColumnHead className="max-sm:hidden">Code</ColumnHead>
            <ColumnHead className="max-md:hidden">Made by</ColumnHead>
            <ColumnHead>State</ColumnHead>
            <ColumnHead>
              <span className="sr-only">Actions</span>
            </ColumnHead>
          </tr>
        </TableHead>
        <TableBody>
          {model.codes.map((code) => (
            <CodeLine key={code.id} code={code} now={now} mayManage={model.mayManage} revoke={revoke} />
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

interface CodeLineProps extends Pick<CodesCardProps, "revoke"> {
  code: CodeRow;
  now: number;
  mayManage: boolean;
}

function CodeLine({ code, now, mayManage, revoke }: CodeLineProps) {
  const [pending, setPending] = useState(false);
  const { word, tone, icon, open } = standingWords(code, now);

  async function end() {
    setPending(true);
    try {
      const answer = await revoke(code.id);
      if (answer.kind === "refused") toast(answer.message);
    } catch {
      toast("The answer did not arrive. Revoking again does no harm.");
    } finally {
      setPending(false);
    }
  }

  return (
    <TableRow>
      <RowHead>
        <span className="font-medium wrap-anywhere">{code.domain ?? "Any domain"}</span>
        <CellSub>
          {code.mode === "test" ? "Test, " : ""}
          <span className="sm:hidden">ends in {code.lastFour}, </span>
          {code.domain ? "nowhere else" : "bound to the first"}
        </CellSub>
      </RowHead>
      <Cell className="max-sm:hidden">
        <code className="text-muted-foreground">…{code.lastFour}</code>
      </Cell>
      <Cell className="text-muted-foreground max-md:hidden">{code.createdBy}</Cell>
      <Cell>
        <Badge tone={tone} icon={icon}>
          {word}
        </Badge>
      </Cell>
      <Cell className="w-10 text-right">
        {open && mayManage ? (
          <RevokeButton label={`the code …${code.lastFour}`} pending={pending} onClick={end} />
        ) : null}
      </Cell>
    </TableRow>
  );
}

function standingWords(code: CodeRow, now: number): { word: string; tone: Tone; icon: LucideIcon; open: boolean } {
  const standing = codeStanding(code, now);
  if (standing.kind === "open")
    return { word: `${standing.minutesLeft} min left`, tone: "info", icon: Clock, open: true };
  return standing.kind === "revoked"
    ? { word: "Revoked", tone: "neutral", icon: Ban, open: false }
    : { word: "Expired", tone: "neutral", icon: CircleX, open: false };
}
