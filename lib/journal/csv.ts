import { csvLine } from "@/lib/kernel/csv";
import { canonicalJson } from "@/lib/kernel/json";
import { iso } from "@/lib/kernel/time";
import type { JournalEntry } from "./model";

type CsvColumn = readonly [title: string, cell: (entry: JournalEntry) => string | null];

const json = (value: unknown): string | null => (value === null ? null : canonicalJson(value));

const COLUMNS: readonly CsvColumn[] = [
  ["recorded_at", (e) => iso(e.recordedAt)],
  ["chain", (e) => e.chain],
  ["position", (e) => e.position.toString()],
  ["id", (e) => e.id],
  ["actor", (e) => e.actor],
  ["actor_label", (e) => e.actorLabel],
  ["on_behalf_of", (e) => e.onBehalfOf],
  ["action", (e) => e.action],
  ["entity_type", (e) => e.entity.type],
  ["entity_id", (e) => e.entity.id],
  ["reason", (e) => e.reason],
  ["before", (e) => json(e.before)],
  ["after", (e) => json(e.after)],
  ["request_id", (e) => e.correlationId],
  ["ip", (e) => e.ip],
  ["hash", (e) => e.hash],
];

/** First line of a file of entries. */
export const journalCsvHead = (): string => csvLine(COLUMNS.map(([title]) => title));

/** An entry as a line of it; nothing in it is taken for a formula. */
export const journalCsvLine = (entry: JournalEntry): string => csvLine(COLUMNS.map(([, cell]) => cell(entry)));
