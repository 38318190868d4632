import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { projectRoot } from "../paths.mjs";
import { failuresIn } from "./failures.mjs";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "failures-"));
const write = (name: string, report: unknown) => fs.writeFileSync(path.join(folder, name), JSON.stringify(report));

afterAll(() => fs.rmSync(folder, { recursive: true }));

it("names each failed test of both runners, and a file that could not be loaded, with the first line of the reason", () => {
  const name = path.join(projectRoot, "lib/a.test.ts");
  write("unit.json", {
    testResults: [
      {
        name,
        status: "failed",
        assertionResults: [
          { status: "passed", fullName: "a works" },
          {
            status: "failed",
            fullName: "a stops",
            failureMessages: ["\u001b[31mexpected 1 to be 2\u001b[39m\n  at x"],
          },
        ],
      },
      {
        name: path.join(projectRoot, "lib/b.test.ts"),
        status: "failed",
        message: "No such module\n",
        assertionResults: [],
      },
    ],
  });
  const late = { results: [{ error: { message: "Timed out\nCall log" } }] };
  write("e2e.json", {
    suites: [
      {
        file: "buy.spec.ts",
        specs: [{ title: "looks", ok: true, tests: [] }],
        suites: [{ file: "buy.spec.ts", specs: [{ title: "buys", ok: false, tests: [late] }] }],
      },
    ],
  });
  write("processes.json", { pid: 1 });
  expect(failuresIn(folder).sort()).toEqual([
    "buy.spec.ts › buys: Timed out",
    "lib/a.test.ts › a stops: expected 1 to be 2",
    "lib/b.test.ts: No such module",
  ]);
});
