import { parseArgs } from "node:util";
import { isProgram, type Program } from "./bundles";
import type { Pace } from "./rounds";

export interface Options {
  readonly pace: Pace;
  readonly quick: boolean;
  /** Beginnings of names of lines or groups; empty means all. */
  readonly only: readonly string[];
  /** The process whose CPU profile is written; its figures are then not worth keeping. */
  readonly profile: Program | null;
}

const FULL: Pace = { rounds: 5, turns: 4, warmUpMs: 500, measureMs: 1_500 };
const QUICK: Pace = { rounds: 5, turns: 3, warmUpMs: 250, measureMs: 500 };

/** Reads `--quick`, `--only name` (repeatable) and `--profile program`. Throws on anything else. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      profile: { type: "string" },
    },
  });
  const { quick, only, profile = null } = values;
  if (profile !== null && !isProgram(profile)) throw new Error(`There is no program ${profile} to profile.`);
  return { pace: quick ? QUICK : FULL, quick, only, profile };
}
