import { appendFile, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Ctx } from "@/lib/context";
import { canonicalJson } from "@/lib/kernel/json";
import { equalInConstantTime, hmacSha256 } from "@/lib/platform/crypto";
import { selectRounds, type AnchorRound } from "./chain-store";

/** A round of anchors with the seal of this deployment; `previous` is the seal of the line before. */
export interface SealedRound extends AnchorRound {
  readonly previous: string;
  readonly seal: string;
}

/** What a file of sealed lines says beside the database. `line` counts from 1. */
export type SealsState =
  | { readonly sound: true; readonly lines: number }
  | { readonly sound: false; readonly line: number; readonly because: "form" | "order" | "seal" | "anchors" };

const lineShape = z.strictObject({
  at: z.number().int(),
  chains: z.number().int(),
  root: z.string(),
  previous: z.string(),
  seal: z.string(),
});
const PAGE = 1_000;

/** The key of the seals: another one than whatever else is made of the same setting. */
export const sealKeyOf = (env: Pick<Ctx["env"], "ENCRYPTION_KEY">): string =>
  hmacSha256(env.ENCRYPTION_KEY, "weir: heads of the journal");

/** Ties a round to the line before it. */
export function seal(key: string, round: AnchorRound, previous: string): SealedRound {
  const { at, chains, root } = round;
  return { at, chains, root, previous, seal: hmacSha256(key, canonicalJson({ at, chains, root, previous })) };
}

/** The last line of a file; null when there is none yet. Throws when it is none of ours: it must not be written on. */
export async function lastSeal(file: string): Promise<SealedRound | null> {
  const last = (await linesOf(file)).at(-1);
  if (last === undefined) return null;
  const round = sealedRoundOf(last);
  if (!round) throw new Error(`${file} does not end with a head of the journal; move it away and look what happened`);
  return round;
}

export async function appendSeal(file: string, line: SealedRound): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await appendFile(file, `${canonicalJson(line)}\n`, { flush: true });
}

/**
 * Compares a file of sealed lines with the anchors of the database: each line follows the one before, carries this
 * deployment's seal, and says of its moment what the database says. Null when there is no such file. Reads only.
 */
export async function verifySeals(ctx: Pick<Ctx, "db" | "env">, file: string): Promise<SealsState | null> {
  const lines = await linesOf(file);
  if (lines.length === 0) return null;
  const key = sealKeyOf(ctx.env);
  const known = roundsFrom(ctx);
  let previous = "";
  for (const [index, text] of lines.entries()) {
    const line = sealedRoundOf(text);
    const wrong = (because: Extract<SealsState, { sound: false }>["because"]): SealsState => ({
      sound: false,
      line: index + 1,
      because,
    });
    if (!line) return wrong("form");
    if (line.previous !== previous) return wrong("order");
    if (!equalInConstantTime(seal(key, line, previous).seal, line.seal)) return wrong("seal");
    const round = (await known.next()).value;
    if (!round || round.at !== line.at || round.root !== line.root) return wrong("anchors");
    previous = line.seal;
  }
  return { sound: true, lines: lines.length };
}

/** Every round of anchors, oldest first. */
async function* roundsFrom(ctx: Pick<Ctx, "db">): AsyncGenerator<AnchorRound, undefined> {
  for (let after: number | null = null; ;) {
    const rounds: AnchorRound[] = await selectRounds(ctx.db, { after, limit: PAGE });
    yield* rounds;
    const last = rounds.at(-1);
    if (!last || rounds.length < PAGE) return undefined;
    after = last.at;
  }
}

function sealedRoundOf(text: string): SealedRound | null {
  try {
    return lineShape.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function linesOf(file: string): Promise<string[]> {
  try {
    return (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
