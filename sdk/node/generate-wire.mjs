// Writes the shapes of the API as the SDK's types are made of: `node sdk/node/generate-wire.mjs`. A test compares.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import { format, resolveConfig } from "prettier";

const source = new URL("../../openapi.json", import.meta.url);
export const target = new URL("./src/generated/openapi.d.ts", import.meta.url);

export async function wireTypes() {
  const ast = await openapiTS(JSON.parse(await readFile(source, "utf8")), { alphabetize: true });
  const text = `// Written by sdk/node/generate-wire.mjs from openapi.json.\n\n${astToString(ast)}`;
  return format(text, { ...(await resolveConfig(fileURLToPath(target))), parser: "typescript" });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(target, await wireTypes());
