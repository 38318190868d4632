import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import * as published from "./index.js";
import * as client from "./client.js";
import * as errors from "./errors.js";
import * as middleware from "./middleware.js";

const FOLDER = path.resolve(import.meta.dirname, "..");

/** Faults of the sources, read as strictly as TypeScript can read JavaScript. */
function faults(): string[] {
  const { config } = ts.readConfigFile(path.join(FOLDER, "tsconfig.json"), (file) => ts.sys.readFile(file));
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, FOLDER);
  const program = ts.createProgram(fileNames, options);
  return ts
    .getPreEmitDiagnostics(program)
    .map((one) => `${one.file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(one.messageText, " ")}`);
}

describe("the published types", () => {
  it("are what the code does", { timeout: 30_000 }, () => {
    // The compiler reads these as the sources' own types against those of index.d.ts.
    const code: Pick<typeof published, "Weir" | "WeirError" | "weirQuota"> = { ...client, ...errors, ...middleware };
    expect(Object.keys(code).sort()).toEqual(Object.keys(published).sort());
    expect(faults()).toEqual([]);
  });
});
