import type { Command } from "commander";
import {
  DEPLOYMENT_CHAIN,
  verifyJournal,
  verifySeals,
  type CheckedChain,
  type Fault,
  type JournalProgress,
  type SealsState,
} from "@/lib/journal";
import { organizationNames } from "@/lib/tenancy";
import { inSession, type Session } from "../session";
import { Stop } from "../stop";

interface ChainView {
  readonly chain: string;
  readonly name: string;
  readonly sound: boolean;
  readonly entries: string | null;
  readonly brokenAt: string | null;
  readonly entry: string | null;
  readonly because: string | null;
}

const FAULT_WORDS: Readonly<Record<Fault, string>> = {
  hash: "its content is not what was written",
  link: "it does not follow the entry before",
  gap: "an entry is missing here",
  head: "the chain does not end where its head says",
  cut: "the end was cut off since the head was last copied",
  anchor: "the chain was written anew since the head was copied here",
};

const SEAL_WORDS: Readonly<Record<Extract<SealsState, { sound: false }>["because"], string>> = {
  form: "is not one of ours",
  order: "does not follow the line before",
  seal: "carries a seal that this deployment's key does not give",
  anchors: "says of its moment something else than the database",
};

const PROGRESS_EVERY_MS = 1_000;

/** `weir audit verify` */
export function addAuditVerify(audit: Command): void {
  audit
    .command("verify [organization]")
    .description("recompute every hash of one organization's chain, of the deployment's, or of all chains")
    .option("--deployment", "the deployment's own chain alone")
    .option("--heads <file>", "compare with this file of sealed heads; AUDIT_HEADS_FILE when absent")
    .action(
      inSession<{ deployment?: boolean; heads?: string }>("audit:read", async (session, [reference], asked) => {
        const only = asked.deployment ? null : reference && (await session.organization(reference)).id;
        const views = await viewsOf(session, only);
        if (only === undefined) views.push(...(await headsView(session, asked.heads)));
        session.print.list(
          views,
          [
            ["chain", (row) => row.chain],
            ["of", (row) => row.name],
            ["state", (row) => (row.sound ? "sound" : `broken at ${row.brokenAt}: ${row.because}`)],
            ["first broken row", (row) => row.entry],
            ["entries", (row) => (row.entries === null ? null : BigInt(row.entries))],
          ],
          "There are no chains.",
        );
        const broken = views.filter((view) => !view.sound).length;
        if (broken > 0)
          throw new Stop(
            `${broken} of ${views.length} are broken: somebody with more rights than Weir has changed the journal.`,
          );
      }),
    );
}

async function viewsOf(session: Session, only: string | null | undefined): Promise<ChainView[]> {
  const checked: CheckedChain[] = [];
  const about = { progress: progressOn(process.stderr, () => checked.length), ...(only === undefined ? {} : { only }) };
  for await (const chain of verifyJournal(session.world, about)) checked.push(chain);
  const names = await organizationNames(
    session.world,
    checked.map(({ chain }) => chain),
  );
  return checked
    .sort((a, b) => Number(b.chain === DEPLOYMENT_CHAIN) - Number(a.chain === DEPLOYMENT_CHAIN))
    .map((chain) => viewOf(chain, names));
}

function viewOf({ chain, state }: CheckedChain, names: ReadonlyMap<string, string>): ChainView {
  const name = chain === DEPLOYMENT_CHAIN ? "the deployment" : (names.get(chain) ?? "an organization that is gone");
  return state.sound
    ? { chain, name, sound: true, entries: state.entries.toString(), brokenAt: null, entry: null, because: null }
    : {
        chain,
        name,
        sound: false,
        entries: null,
        brokenAt: state.firstBroken.toString(),
        entry: state.entryId,
        because: FAULT_WORDS[state.because],
      };
}

/** What the file of heads says, as one more line; nothing where there is none. */
async function headsView(session: Session, named: string | undefined): Promise<ChainView[]> {
  const file = named ?? session.world.env.AUDIT_HEADS_FILE;
  if (file === undefined) return [];
  const state = await verifySeals(session.world, file);
  if (!state && named === undefined) return [];
  if (!state) throw new Stop(`${file} is not there, or holds no line.`);
  const about = { chain: "heads", name: file, entry: null };
  return state.sound
    ? [{ ...about, sound: true, entries: String(state.lines), brokenAt: null, because: null }]
    : [
        {
          ...about,
          sound: false,
          entries: null,
          brokenAt: `line ${state.line}`,
          because: `it ${SEAL_WORDS[state.because]}`,
        },
      ];
}

/** A line that is written over, for whoever waits at a terminal; nothing elsewhere. */
function progressOn(out: NodeJS.WriteStream, chainsDone: () => number): JournalProgress {
  let saidAt = performance.now();
  return (chain, checked, of) => {
    if (!out.isTTY || performance.now() - saidAt < PROGRESS_EVERY_MS) return;
    saidAt = performance.now();
    out.write(`\r\x1b[K${chainsDone()} chains checked; ${chain}: ${checked} of ${of}`);
  };
}
