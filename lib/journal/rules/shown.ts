import type { JournalEntry } from "../model";

const THE_OPERATOR = "The operator";
const OF_THE_OPERATOR = ["staff", "cli"];

/**
 * An entry as its tenant sees it. What the operator's people did is all there; which of them did it, and from where, is
 * the operator's to know.
 */
export function asTenantSees(entry: JournalEntry): JournalEntry {
  const kind = entry.actor.split(":", 1)[0] ?? "";
  if (!OF_THE_OPERATOR.includes(kind)) return entry;
  return { ...entry, actor: kind === "cli" ? "staff" : kind, actorLabel: THE_OPERATOR, ip: null };
}
