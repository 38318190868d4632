import type { Command } from "commander";
import { AppError } from "@/lib/kernel/errors";
import { knownMeter, knownMeters, type Recorded } from "@/lib/metering";
import { isGauge, nothingToAdd, type UsageEnvironment } from "@/lib/quota";
import { eventsOf, type ImportedEvent, type ImportForm } from "../import/events";
import { runImport, type Fate, type ImportCounts } from "../import/run-import";
import { textOf } from "../import/text";
import { cellText } from "../print";
import { oneOf } from "../reading";
import { recordPatiently } from "../record-patiently";
import { inSession, type GlobalOptions, type Session } from "../session";
import { Stop } from "../stop";

interface Import extends GlobalOptions {
  readonly org?: string;
  readonly as?: ImportForm;
  readonly environment: UsageEnvironment;
}

const PROGRESS_EVERY_MS = 200;
const MAX_REMEMBERED = 10_000;

const formOf = (file: string, said: ImportForm | undefined): ImportForm =>
  said ?? (file.toLowerCase().endsWith(".csv") ? "CSV" : "JSONL");

const invalidLine = (message: string): Fate => ({ kind: "invalid", code: "VALIDATION_ERROR", message });

/** Which organization an event is for: the one of --org, or the one its line names; a sentence when that cannot be told. */
async function receiverIn(session: Session, org: string | undefined) {
  const common = org === undefined ? null : (await session.organization(org)).id;
  const known = new Map<string, Promise<string | null>>();
  const idOf = (reference: string): Promise<string | null> => {
    const asked =
      known.get(reference) ??
      session.organization(reference).then(
        (found) => found.id,
        (error: unknown) => {
          if (error instanceof AppError && error.code === "NOT_FOUND") return null;
          throw error;
        },
      );
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(reference, asked);
    return asked;
  };
  return async ({ organization: named }: ImportedEvent): Promise<{ id: string } | { wrong: string }> => {
    if (named === null)
      return common === null ? { wrong: "The line names no organization, and --org is not given." } : { id: common };
    const id = await idOf(named);
    if (id === null) return { wrong: `There is no organization ${named}.` };
    if (common !== null && id !== common)
      return { wrong: `The line names ${named}, which is another organization than --org.` };
    return { id };
  };
}

function fateOf(outcome: Recorded): Fate {
  if (outcome.admitted) return { kind: outcome.replayed ? "replayed" : "admitted" };
  const { code, message } = outcome;
  // Nothing is decided while the database is away: the rest of the file would only wait for the same answer.
  if (code === "UNAVAILABLE") throw new AppError(code, message);
  return { kind: code === "VALIDATION_ERROR" ? "invalid" : "refused", code, message };
}

/** Judges an event without recording it. */
async function wouldBeJudged(session: Session, { meter, units }: ImportedEvent["usage"]): Promise<Fate> {
  const known = await knownMeter(session.world, meter);
  if (known && units < 1 && !isGauge(known.aggregation)) return invalidLine(nothingToAdd(meter).message);
  if (known) return { kind: "admitted" };
  const meters = await knownMeters(session.world);
  return invalidLine(`There is no meter ${meter}. Known meters: ${meters.join(", ") || "none yet"}.`);
}

/** A line that tells how far it came, on a terminal only. */
function progressOn(terminal: NodeJS.WriteStream): { show: (counts: ImportCounts) => void; clear: () => void } {
  let shownAt = 0;
  return {
    show({ events, admitted, replayed, refused, invalid }) {
      const now = performance.now();
      if (!terminal.isTTY || now - shownAt < PROGRESS_EVERY_MS) return;
      shownAt = now;
      const parts = [`${cellText(events)} events`, `${cellText(admitted)} admitted`, `${cellText(replayed)} known`];
      terminal.write(`\r\x1b[K${parts.join(", ")}, ${cellText(refused)} refused, ${cellText(invalid)} not valid`);
    },
    clear() {
      if (terminal.isTTY) terminal.write("\r\x1b[K");
    },
  };
}

function show(session: Session, counts: ImportCounts, dryRun: boolean): void {
  const { events, admitted, replayed, refused, invalid, faults } = counts;
  if (dryRun) {
    session.print.facts({ dryRun, events, valid: admitted, invalid, faults }, [
      ["events", events],
      ["valid", admitted],
      ["not valid", invalid],
    ]);
  } else {
    session.print.facts(counts, [
      ["events", events],
      ["admitted", admitted],
      ["known already", replayed],
      ["refused", refused],
      ["not valid", invalid],
    ]);
  }
  for (const { line, message } of faults) session.print.say(`line ${line}: ${message}`);
  const more = refused + invalid - faults.length;
  if (more > 0) session.print.say(`and ${cellText(more)} more`);
}

async function importUsage(session: Session, [file = ""]: readonly string[], options: Import): Promise<void> {
  const { environment, dryRun = false } = options;
  const receiverOf = await receiverIn(session, options.org);
  const progress = progressOn(process.stderr);
  const decide = async (event: ImportedEvent): Promise<Fate> => {
    const receiver = await receiverOf(event);
    if ("wrong" in receiver) return invalidLine(receiver.wrong);
    if (dryRun) return wouldBeJudged(session, event.usage);
    return fateOf(await recordPatiently(session.as(receiver.id), environment, event.usage));
  };
  const { counts, cause } = await runImport(eventsOf(textOf(file), formOf(file, options.as)), decide, progress.show);
  progress.clear();
  show(session, counts, dryRun);
  if (cause !== null) throw cause;
  const failed = counts.refused + counts.invalid;
  if (failed > 0)
    throw new Stop(
      dryRun
        ? `${cellText(failed)} of ${cellText(counts.events)} events are not valid.`
        : `${cellText(failed)} of ${cellText(counts.events)} events were not recorded. The same file may be imported again: what is recorded is not counted twice.`,
    );
}

/** `weir usage import` */
export function addUsageImport(usage: Command): void {
  usage
    .command("import <file>")
    .description("record the events of a file, JSONL or CSV with a header; - reads the standard input")
    .option("--org <organization>", "whose events they are; else each line names its organization")
    .option("--as <form>", "jsonl or csv; by the file's name when absent", oneOf("JSONL", "CSV"))
    .option("--environment <environment>", "prod, staging or dev", oneOf("PROD", "STAGING", "DEV"), "PROD")
    .action(inSession<Import>("usage:write", importUsage));
}
