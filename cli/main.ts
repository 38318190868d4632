// The command line of Weir: `npm run -s weir -- --help`. What it may do and how it answers: README.md beside this file.
import { runLine } from "./run-line";

// Deprecations inside packages are for whoever works on Weir, and not for whoever operates it.
process.noDeprecation = true;

process.exitCode = await runLine(process.argv);
