import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import * as published from "./index.js";
import * as client from "./client.js";
import * as errors from "./errors.js";
import * as middleware from "./middleware.js";

const CONFIGURATION = path.resolve(import.meta.dirname, "..", "tsconfig.json");

/** Faults of the sources, read as strictly as TypeScript can read JavaScript. */
function faults(): string[] {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const parsed = ts.getParsedCommandLineOfConfigFile(CONFIGURATION, {}, host);
  if (!parsed) return [`${CONFIGURATION} cannot be read`];
  return ts
    .getPreEmitDiagnostics(ts.createProgram(parsed.fileNames, parsed.options))
    .map(({ file, messageText }) => `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
}

describe("the published types", () => {
  it("are what the code does", { timeout: 30_000 }, () => {
    // The compiler reads these as the sources' own types against those of index.d.ts.
    const code: Pick<typeof published, "Weir" | "WeirError" | "weirQuota"> = { ...client, ...errors, ...middleware };
    expect(Object.keys(code).sort()).toEqual(Object.keys(published).sort());
    expect(faults()).toEqual([]);
  });
});
