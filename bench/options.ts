import { parseArgs } from "node:util";
import type { Pace } from "./rounds";

export interface Options {
  readonly pace: Pace;
  readonly quick: boolean;
  /** Beginnings of names of lines or groups; empty means all. */
  readonly only: readonly string[];
}

const FULL: Pace = { rounds: 5, warmUpMs: 500, measureMs: 5_000 };
const QUICK: Pace = { rounds: 5, warmUpMs: 250, measureMs: 1_200 };

/** Reads `--quick` and `--only name` (repeatable). Throws on anything else. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({ args: [...args], options: { quick: { type: "boolean", default: false }, only: { type: "string", multiple: true, default: [] } } });
  return { pace: values.quick ? QUICK : FULL, quick: values.quick, only: values.only };
}
