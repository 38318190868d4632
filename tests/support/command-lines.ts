// A process that runs command lines one after the other. `weir` runs each in one of its own; starting takes longer than most
// verbs do, so the tests of the verbs share this one.
import { runLine } from "../../cli/run-line";

/** A command line, without the program's name. */
export interface Line {
  readonly number: number;
  readonly args: readonly string[];
}

/** How it ended. */
export interface LineEnded {
  readonly number: number;
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

process.noDeprecation = true;

/** Collects what is written to a stream from now on. */
function collect(stream: NodeJS.WriteStream): { take(): string } {
  let text = "";
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
    const done = rest.find((each): each is () => void => typeof each === "function");
    if (done) process.nextTick(done);
    return true;
  };
  stream.write = write;
  return {
    take: () => {
      const taken = text;
      text = "";
      return taken;
    },
  };
}

const out = collect(process.stdout);
const err = collect(process.stderr);
let last: Promise<void> = Promise.resolve();

process.on("message", ({ number, args }: Line) => {
  last = last.then(async () => {
    const code = await runLine([process.execPath, "weir", ...args]);
    const ended: LineEnded = { number, code, out: out.take(), err: err.take() };
    process.send?.(ended);
  });
});
process.on("disconnect", () => process.exit(0));
