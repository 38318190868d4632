import fs from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type axeCore from "axe-core";
import type { ImpactValue, RunOptions } from "axe-core";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export interface Finding {
  readonly id: string;
  readonly impact: ImpactValue | undefined;
  /** Selectors of what it is about. */
  readonly where: string;
}

/** What axe finds on a page: all of its rules, or those that `chosen` narrows them down to. Frames are left out. */
export async function findingsOn(page: Page, chosen: Pick<RunOptions, "runOnly" | "rules"> = {}): Promise<Finding[]> {
  // Put there once for each loading of a page: it is half a megabyte to read.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const options: RunOptions = { ...chosen, resultTypes: ["violations"], iframes: false };
  return page.evaluate(async (asked) => {
    const { axe } = window as unknown as { axe: typeof axeCore };
    const { violations } = await axe.run({ exclude: [["nextjs-portal"]] }, asked);
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      where: nodes.map(({ target }) => target.join(" ")).join(", "),
    }));
  }, options);
}
