import fs from "node:fs";
import path from "node:path";
import { applyCatalog, listPlans, parseCatalog } from "@/lib/catalog";
import type { World } from "@/lib/context";
import { systemContext } from "./people";

/** Beside the sources, or seen from the bundle in dist. */
const PLACES = ["catalog.yaml", "../prisma/seed/catalog.yaml"];

function catalogText(): string {
  const file = PLACES.map((place) => path.resolve(import.meta.dirname, place)).find((place) => fs.existsSync(place));
  if (!file) throw new Error("prisma/seed/catalog.yaml is missing from this checkout.");
  return fs.readFileSync(file, "utf8");
}

/** Applies the catalog that comes with Weir, unless there is one. True when it did. */
export async function ensureCatalog(world: World): Promise<boolean> {
  if ((await listPlans(world)).length > 0) return false;
  await applyCatalog(systemContext(world), parseCatalog(catalogText()));
  return true;
}
