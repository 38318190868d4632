import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Weir, weirQuota } from "../src/index.js";

const SDK = path.resolve(import.meta.dirname, "..");
const run = (...args: string[]): string => execFileSync(process.execPath, args, { cwd: SDK, encoding: "utf8" }).trim();
const weir = new Weir({ apiKey: "weir_test_0000_secret" });

describe("the package", () => {
  it("has an entry for each framework, none of which needs any other package", () => {
    const imports = ["", "/express", "/fastify", "/hono", "/next"].map((entry) => `import("@weir/node${entry}")`);
    const code = `Promise.all([${imports.join()}]).then((all) => console.log(all.map((m) => typeof m.weirQuota).join()))`;
    expect(run("--input-type=module", "-e", code)).toBe("function,function,function,function,function");
  });

  it("has an entry for browsers that needs nothing of Node, and no key", () => {
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      const text = fs.readFileSync(file, "utf8");
      for (const [, wanted = ""] of text.matchAll(/^(?:import|export)[^"]*from "([^"]+)"/gm)) {
        expect(wanted, file).toMatch(/^\.\.?\//);
        visit(path.resolve(path.dirname(file), wanted));
      }
      expect(text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, ""), file).not.toMatch(/\b(?:process|Buffer|require)\b/);
    };
    visit(path.join(SDK, "src/entries/activation.js"));
    expect(seen.size).toBeGreaterThan(4);
  });

  it("can be required where Node can require ES modules", (context) => {
    if (!("require_module" in process.features) || !process.features.require_module) return context.skip();
    expect(run("--no-warnings", "-e", 'console.log(typeof require("@weir/node").Weir)')).toBe("function");
  });

  it("refuses a middleware that could not work when it is made", () => {
    expect(() => weirQuota(weir, { meter: "" })).toThrow(TypeError);
    expect(() => weirQuota(weir, { meter: "api_calls", chargeWhen: "later" as "admitted" })).toThrow(TypeError);
  });
});
