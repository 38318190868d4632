import path from "node:path";
import fs from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import * as published from "../src/index.js";
import * as client from "../src/client.js";
import * as errors from "../src/errors.js";
import * as activation from "../src/entries/activation.js";
import type * as expressEntry from "../src/entries/express.js";
import type * as fastifyEntry from "../src/entries/fastify.js";
import type * as honoEntry from "../src/entries/hono.js";
import type * as nextEntry from "../src/entries/next.js";
import * as express from "../src/middleware/express.js";
import * as fastify from "../src/middleware/fastify.js";
import * as hono from "../src/middleware/hono.js";
import * as next from "../src/middleware/next.js";
import { target, wireTypes } from "../generate-wire.mjs";

const SDK = path.resolve(import.meta.dirname, "..");

/** Faults of what a configuration covers, as TypeScript says them. */
function faults(configuration: string): string[] {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const parsed = ts.getParsedCommandLineOfConfigFile(path.join(SDK, configuration), {}, host);
  if (!parsed || parsed.fileNames.length === 0) return [`${configuration} covers nothing`];
  const program = ts.createProgram(parsed.fileNames, parsed.options);
  // Ours only: the declarations of Node and of the frameworks are not ours to check, and take long.
  const ours = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(SDK));
  return ours
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(({ file, messageText }) => `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
}

describe("the published types", () => {
  it("are what the code does", { timeout: 60_000 }, () => {
    // The compiler reads these as the sources' own types against those that are published.
    const code: Pick<typeof published, "Weir" | "WeirError" | "weirQuota"> = { ...client, ...errors, ...express };
    expect(Object.keys(activation).sort()).toEqual(["WeirError", "activate", "browserStorage", "memoryStorage"]);
    const middlewares: [typeof expressEntry, typeof fastifyEntry, typeof honoEntry, typeof nextEntry] = [
      express,
      fastify,
      hono,
      next,
    ];
    expect(Object.keys(code).sort()).toEqual(Object.keys(published).sort());
    expect(middlewares.map((one) => Object.keys(one))).toEqual(Array.from({ length: 4 }, () => ["weirQuota"]));
    expect(faults("tsconfig.json")).toEqual([]);
  });

  it("serve a strict consumer, with each framework's own types", { timeout: 60_000 }, () => {
    expect(faults("tests/consumer/tsconfig.json")).toEqual([]);
  });

  it("are made of what openapi.json says (node sdk/node/generate-wire.mjs writes them anew)", async () => {
    expect(fs.readFileSync(target, "utf8")).toBe(await wireTypes());
  });
});
