import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { environmentSchema } from "@/lib/platform/env";
import { read } from "./project-files";

interface ExampleLine {
  readonly name: string;
  readonly value: string;
  readonly explained: boolean;
}

/** Settings of `.env.example`, also those commented out, in order; `explained` when words stand above them. */
function exampleLines(): readonly ExampleLine[] {
  let explained = false;
  const found: ExampleLine[] = [];
  for (const line of read(".env.example").split("\n")) {
    const [, name, value = ""] = /^(?:# ?)?([A-Z][A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) found.push({ name, value: value.trim(), explained });
    else if (line.startsWith("#")) explained = true;
    else if (line.trim() === "") explained = false;
  }
  return found;
}

const settings: Readonly<Record<string, z.ZodType>> = environmentSchema.shape;

describe(".env.example tells the whole truth about the settings", () => {
  it("names exactly the settings that the schema reads, each once", () => {
    expect(
      exampleLines()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(settings).sort());
  });

  it("shows the default of every setting that has one", () => {
    const wrong = exampleLines().filter(({ name, value }) => {
      const setting = settings[name];
      if (!setting) return false;
      const byDefault = setting.safeParse(undefined);
      const shown = setting.safeParse(value === "" ? undefined : value);
      return (
        byDefault.success &&
        byDefault.data !== undefined &&
        (!shown.success || shown.data !== byDefault.data || value === "")
      );
    });
    expect(wrong.map(({ name, value }) => `${name}=${value}`)).toEqual([]);
  });

  it("says in words what each setting means", () => {
    expect(exampleLines().filter(({ explained }) => !explained)).toEqual([]);
  });
});
