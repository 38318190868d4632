// The command line of Weir: `npm run -s weir -- --help`. What it may do and how it answers: README.md beside this file.
import { failureOf, failureText } from "./failure";
import { buildProgram } from "./program";
import { wantsJson, type GlobalOptions } from "./session";

// Deprecations inside packages are for whoever works on Weir, and not for whoever operates it.
process.noDeprecation = true;

const program = buildProgram();
try {
  await program.parseAsync(process.argv);
} catch (error) {
  const failure = failureOf(error);
  process.stderr.write(failureText(failure, wantsJson(program.opts<GlobalOptions>())));
  process.exitCode = failure.exitCode;
}
