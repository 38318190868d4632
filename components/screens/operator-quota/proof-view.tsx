import { Check, CircleCheck, Info, TriangleAlert, X, type LucideIcon } from "lucide-react";
import { formatDateTime, formatUnits } from "@/components/format";
import { Badge } from "@/components/ui/badge";
import type { ProofLine, ProofModel } from "./model";

const marks: Readonly<Record<ProofLine["state"], { icon: LucideIcon; word: string; className: string }>> = {
  HOLDS: { icon: Check, word: "Holds", className: "text-success-text" },
  FAILS: { icon: X, word: "Fails", className: "text-danger-text" },
  NOTED: { icon: Info, word: "Noted", className: "text-muted-foreground" },
};

/** A proof as identities with their figures, so that a person can work each of them out. */
export function ProofView({ proof }: { proof: ProofModel }) {
  return (
    <section aria-label="Proof" className="grid gap-2 border-t p-4 sm:px-6">
      <header className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">Proof</h3>
        {proof.holds ? (
          <Badge tone="success" icon={CircleCheck}>
            Everything agrees
          </Badge>
        ) : (
          <Badge tone="danger" icon={TriangleAlert}>
            Not proven
          </Badge>
        )}
      </header>
      <p className="text-xs text-muted-foreground num">
        Generation {formatUnits(proof.generation)}, at {formatDateTime(proof.at, "UTC")}.
        {proof.waited ? ` ${proof.waited}` : ""}
      </p>
      <ul className="grid gap-2">
        {proof.lines.map((line) => (
          <Line key={`${line.where ?? ""} ${line.identity}`} line={line} />
        ))}
      </ul>
    </section>
  );
}

function Line({ line }: { line: ProofLine }) {
  const { icon: Icon, word, className } = marks[line.state];
  return (
    <li className="flex items-start gap-2">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${className}`} />
      <span className="min-w-0 break-words num">
        <span className="sr-only">{word}: </span>
        {line.where ? <span className="text-muted-foreground">{line.where}: </span> : null}
        {line.identity}
        {line.because ? <span className="block text-xs text-muted-foreground">{line.because}</span> : null}
      </span>
    </li>
  );
}
