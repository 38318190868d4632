// Names what failed at the end of a run, where it is found without reading everything above it.
import fs from "node:fs";
import path from "node:path";
import { projectRoot, readJsonFile } from "../paths.mjs";

// Runners colour what they say also in their reports.
const COLOURS = /\u001b\[[0-9;]*m/g;
const firstLine = (text) => (text ?? "").replaceAll(COLOURS, "").trim().split("\n")[0] ?? "";

function failedOfVitest(report) {
  return report.testResults.flatMap((suite) => {
    const file = path.relative(projectRoot, suite.name);
    const failed = suite.assertionResults.filter(({ status }) => status === "failed");
    if (suite.status === "failed" && suite.assertionResults.length === 0)
      return [`${file}: ${firstLine(suite.message)}`];
    return failed.map((test) => `${file} › ${test.fullName}: ${firstLine(test.failureMessages?.[0])}`);
  });
}

function failedOfPlaywright(suite) {
  const own = (suite.specs ?? [])
    .filter(({ ok }) => !ok)
    .map((spec) => {
      const message = spec.tests.flatMap(({ results }) => results).find(({ error }) => error)?.error?.message;
      return `${suite.file} › ${spec.title}: ${firstLine(message)}`;
    });
  return [...own, ...(suite.suites ?? []).flatMap(failedOfPlaywright)];
}

/** One line for each failed test in the JSON reports of a folder: file, name, and the first line of what it said. */
export function failuresIn(folder) {
  const reports = fs.readdirSync(folder).filter((name) => name.endsWith(".json"));
  return reports.flatMap((name) => {
    const report = readJsonFile(path.join(folder, name));
    if (Array.isArray(report?.testResults)) return failedOfVitest(report);
    return (report?.suites ?? []).flatMap(failedOfPlaywright);
  });
}
