import { iso, isoOrNull, type Instant } from "@/lib/kernel/time";

export type Cell = string | number | bigint | boolean | null | undefined;

/** A column: its title, and what a row shows in it. Numbers stand to the right. */
export type Column<Row> = readonly [title: string, cell: (row: Row) => Cell];

/** How a verb's outcome reaches the terminal: as a table for people, or as JSON for programs. */
export interface Printer {
  readonly json: boolean;
  /** Rows as a table; in JSON the rows themselves. `empty` is said when there are none. */
  list<Row>(rows: readonly Row[], columns: readonly Column<Row>[], empty: string): void;
  /** One thing as labelled lines; in JSON the thing itself. */
  facts(value: unknown, lines: readonly (readonly [label: string, cell: Cell])[]): void;
  /** What was done, in one sentence; in JSON the value. */
  done(value: unknown, sentence: string): void;
  /** A line for people; never in JSON. */
  say(line: string): void;
}

/** A printer on a stream. In JSON a verb prints exactly one document. */
export function printerOn(out: (text: string) => void, json: boolean): Printer {
  const line = (text: string): void => out(`${text}\n`);
  const document = (value: unknown): void => line(JSON.stringify(value, plainJson, 2));
  return {
    json,
    list(rows, columns, empty) {
      if (json) return document(rows);
      if (rows.length === 0) return line(empty);
      for (const text of tableLines(rows, columns)) line(text);
    },
    facts(value, lines) {
      if (json) return document(value);
      const width = Math.max(...lines.map(([label]) => label.length));
      for (const [label, cell] of lines) line(`${label.padEnd(width)}  ${cellText(cell)}`.trimEnd());
    },
    done(value, sentence) {
      if (json) document(value);
      else line(sentence);
    },
    say(text) {
      if (!json) line(text);
    },
  };
}

/** Money and positions are bigint; JSON has no such number, so they travel as text, as in the API. */
const plainJson = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? value.toString() : value);

const GROUPED = new Intl.NumberFormat("en-US");

/** A value as a person reads it. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === undefined || cell === "") return "–";
  if (typeof cell === "number" || typeof cell === "bigint") return GROUPED.format(cell);
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return cell;
}

/** Aligned columns, two blanks apart, with a line of titles. */
export function tableLines<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string[] {
  const cells = rows.map((row) => columns.map(([, cell]) => cell(row)));
  const texts = cells.map((row) => row.map(cellText));
  const right = columns.map((_, i) => cells.some((row) => typeof row[i] === "number" || typeof row[i] === "bigint"));
  const titles = columns.map(([title]) => title.toUpperCase());
  const widths = titles.map((title, i) => Math.max(title.length, ...texts.map((row) => row[i]?.length ?? 0)));
  const aligned = (row: readonly string[]): string =>
    row
      .map((text, i) => (right[i] ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return [titles, ...texts].map(aligned);
}

/** A moment as people read it, in UTC to the minute. */
export const minute = (at: Instant | null | undefined): string | null =>
  at === null || at === undefined ? null : `${iso(at).slice(0, 16).replace("T", " ")} UTC`;

/** A moment in JSON. */
export { isoOrNull };

/** HARD_STOP → hard stop. */
export const words = (name: string): string => name.toLowerCase().replaceAll("_", " ");
