import { z } from "zod";
import { keyField, organizationField, usageEventFields } from "@/app/v1/fields";
import { parseStrictJson } from "@/lib/http/strict-json";
import { AppError } from "@/lib/kernel/errors";
import type { ReportedUsage } from "@/lib/metering";
import { Stop } from "../stop";
import { rowsOf } from "./csv";
import { linesOf } from "./lines";
import type { Located } from "./located";

/** What POST /v1/usage takes, by the very same fields: an event that was sent and one that is imported are the same event. */
const eventSchema = z.strictObject({
  ...usageEventFields,
  idempotencyKey: keyField,
  organization: organizationField.optional(),
});

export interface ImportedEvent {
  /** As the line names it; null when it names none. */
  readonly organization: string | null;
  readonly usage: ReportedUsage & { readonly units: number };
}

export type ImportForm = "JSONL" | "CSV";

/** The events of a file in the order of its lines; a line that holds none says why. A CSV file without a usable header is refused. */
export async function* eventsOf(
  pieces: AsyncIterable<string>,
  form: ImportForm,
): AsyncGenerator<Located<ImportedEvent>> {
  const written = form === "CSV" ? objectsOf(rowsOf(pieces)) : parsedLines(linesOf(pieces));
  for await (const one of written) yield one.fault === undefined ? judged(one.line, one.value) : one;
}

async function* parsedLines(lines: AsyncIterable<Located<string>>): AsyncGenerator<Located<unknown>> {
  for await (const one of lines) yield one.fault === undefined ? parsed(one.line, one.value) : one;
}

function parsed(line: number, text: string): Located<unknown> {
  try {
    return { line, value: parseStrictJson(text) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { line, fault: error.message.replace(/^The body/, "The line") };
  }
}

async function* objectsOf(rows: AsyncIterable<Located<readonly string[]>>): AsyncGenerator<Located<unknown>> {
  let header: readonly string[] | null = null;
  for await (const row of rows) {
    if (row.fault !== undefined) {
      if (header === null) throw new Stop(`The header cannot be read: ${row.fault}`);
      yield row;
    } else if (header === null) header = checkedHeader(row.value);
    else yield objectOf(row.line, header, row.value);
  }
}

function checkedHeader(cells: readonly string[]): readonly string[] {
  const names = cells.map((cell) => cell.trim());
  const known = Object.keys(eventSchema.shape);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Stop(`The first line names the columns; "${unknown}" is none. Known are ${known.join(", ")}.`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Stop(`The column ${twice} stands twice in the header.`);
  return names;
}

function objectOf(line: number, header: readonly string[], cells: readonly string[]): Located<unknown> {
  if (cells.length !== header.length)
    return { line, fault: `The row has ${cells.length} cells, the header ${header.length}.` };
  const fields: Record<string, unknown> = {};
  for (const [index, name] of header.entries()) {
    const text = cells[index] ?? "";
    // An empty cell says nothing about its field.
    if (text === "") continue;
    if (name === "units" && /^\d{1,16}$/.test(text)) fields[name] = Number(text);
    else if (name === "properties") {
      const properties = parsed(line, text);
      if (properties.fault !== undefined) return { line, fault: "properties must be a JSON object." };
      fields[name] = properties.value;
    } else fields[name] = text;
  }
  return { line, value: fields };
}

function judged(line: number, value: unknown): Located<ImportedEvent> {
  const result = eventSchema.safeParse(value);
  if (!result.success) return { line, fault: wordsOf(result.error) };
  const event = result.data;
  return {
    line,
    value: {
      organization: event.organization ?? null,
      usage: {
        meter: event.meter,
        units: event.units,
        key: event.idempotencyKey,
        occurredAt: event.occurredAt ?? null,
        source: event.source,
        subject: event.subject ?? null,
        provider: event.provider ?? null,
        endpoint: event.endpoint ?? null,
        userId: event.userId ?? null,
        requestId: event.requestId ?? null,
        costMicros: event.approxCost ?? null,
        properties: event.properties ?? null,
      },
    },
  };
}

const wordsOf = (error: z.ZodError): string =>
  error.issues
    .map((issue) => {
      if (issue.code === "unrecognized_keys")
        return `The field ${issue.keys.join(", ").slice(0, 100)} is not known here.`;
      return issue.path.length === 0 ? "The line is not an object with the fields of an event." : issue.message;
    })
    .join(" ");
