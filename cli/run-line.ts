import { failureOf, failureText } from "./failure";
import { buildProgram } from "./program";
import { wantsJson, type GlobalOptions } from "./session";

/** Runs one command line, printing to stdout and stderr. Returns its exit code: 0 done, 1 refused or failed, 2 typed wrongly. Never throws. */
export async function runLine(argv: readonly string[]): Promise<number> {
  const program = buildProgram();
  try {
    await program.parseAsync([...argv]);
    return 0;
  } catch (error) {
    const failure = failureOf(error);
    process.stderr.write(failureText(failure, wantsJson(program.opts<GlobalOptions>())));
    return failure.exitCode;
  }
}
