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

const FULL: Pace = { rounds: 5, turns: 3, firstMs: 30_000, warmUpMs: 300, measureMs: 1_000 };
const QUICK: Pace = { rounds: 5, turns: 3, firstMs: 1_000, warmUpMs: 250, measureMs: 500 };

/** A whole number that is at least 1. */
function count(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1 up.`);
  return value;
}

/**
 * Reads `--quick`, `--only name` (repeatable), `--profile program`, and what a turn shall be: `--rounds`, `--turns`,
 * `--measure-ms`, `--warm-up-ms`, `--first-ms`. Throws on anything else.
 */
export function readOptions(args: readonly string[]): Options {
  const number = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      profile: { type: "string" },
      rounds: number,
      turns: number,
      "first-ms": number,
      "warm-up-ms": number,
      "measure-ms": number,
    },
  });
  const { quick, only, profile = null } = values;
  if (profile !== null && !isProgram(profile)) throw new Error(`There is no program ${profile} to profile.`);
  const usual = quick ? QUICK : FULL;
  const pace: Pace = {
    rounds: count("rounds", values.rounds) ?? usual.rounds,
    turns: count("turns", values.turns) ?? usual.turns,
    firstMs: count("first-ms", values["first-ms"]) ?? usual.firstMs,
    warmUpMs: count("warm-up-ms", values["warm-up-ms"]) ?? usual.warmUpMs,
    measureMs: count("measure-ms", values["measure-ms"]) ?? usual.measureMs,
  };
  return { pace, quick, only, profile };
}
