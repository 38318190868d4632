import fs from "node:fs";
import { describe, expect, it } from "vitest";
import { contracts } from "@/app/v1/contracts";
import { problemSchema } from "@/app/v1/fields";
import { ROUTES } from "@/gateway/routes";
import { openApi } from "@/lib/http";
import { filesIn } from "./project-files";

const FILE = "openapi.json";
const version = (JSON.parse(fs.readFileSync("package.json", "utf8")) as { version: string }).version;
const written = `${JSON.stringify(openApi(contracts, problemSchema, version), null, 2)}\n`;
const pathOf = (file: string): string =>
  `/${file
    .replace(/^app\//, "")
    .replace(/\/route\.ts$/, "")
    .replaceAll("[", "{")
    .replaceAll("]", "}")}`;
/** The description itself is not described. */
const UNDESCRIBED = ["/v1/openapi.json", "/v1/docs", "/v1/{...unknown}"];

describe("the description of the API", () => {
  it("is what the contracts say (WEIR_UPDATE=1 writes it anew)", () => {
    if (process.env.WEIR_UPDATE === "1") fs.writeFileSync(FILE, written);
    expect(fs.readFileSync(FILE, "utf8")).toBe(written);
  });

  it("leaves out no route of app/v1, and describes none that is not there", () => {
    const served = filesIn("app/v1", /^route\.ts$/)
      .map(pathOf)
      .filter((path) => !UNDESCRIBED.includes(path))
      .sort();
    expect([...new Set(contracts.map((c) => c.path))].sort()).toEqual(served);
  });

  it("is served whole by the gateway", () => {
    const mounted = ROUTES.map(([path]) => path.replace(/:([a-z]+)/gi, "{$1}"));
    expect(mounted.filter((path) => !UNDESCRIBED.includes(path)).sort()).toEqual(
      [...new Set(contracts.map((c) => c.path))].sort(),
    );
  });

  it("names each operation once", () => {
    expect(new Set(contracts.map((c) => c.operationId)).size).toBe(contracts.length);
  });
});
