// Adds up what the runners report, each in its own form.
import { readJsonFile } from "../paths.mjs";

/** Nothing counted yet. */
export const nothing = () => ({ passed: 0, failed: 0, skipped: 0 });

/** The sum of two tallies. */
export const plus = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** A part that ended badly without naming a failed test (a crash, a broken configuration) counts as one failure. */
const orBroken = (tally, code) => (code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally);

/** Vitest's JSON report. A file that cannot even be loaded has no tests, yet is a failure. */
export function vitestTally(file, code) {
  const report = readJsonFile(file);
  if (!report) return orBroken(nothing(), code);
  const unloadable = report.testResults.filter(
    (suite) => suite.status === "failed" && suite.assertionResults.length === 0,
  ).length;
  const tally = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  return orBroken(tally, code);
}

/** Playwright's JSON report. A test that needed a second try has not passed. */
export function playwrightTally(file, code) {
  const stats = readJsonFile(file)?.stats;
  if (!stats) return orBroken(nothing(), code);
  return orBroken({ passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }, code);
}

/** A runner of our own, which ends its output with "N passed, N failed" and maybe ", N skipped". */
export function printedTally(output, code) {
  const found = [...output.matchAll(/(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/g)].at(-1);
  if (!found) return orBroken({ ...nothing(), passed: code === 0 ? 1 : 0 }, code);
  const [, passed, failed, skipped] = found;
  return orBroken({ passed: Number(passed), failed: Number(failed), skipped: Number(skipped ?? 0) }, code);
}
