import type { DriftRow } from "@/components/screens/operator-start/model";
import type { World } from "@/lib/context";
import { iso } from "@/lib/kernel/time";
import { readDrifts, windowWords } from "@/lib/quota";
import { getOrganization } from "@/lib/tenancy";
import { USAGE_ENVIRONMENTS } from "./environment-words";

const percent = new Intl.NumberFormat("en-US", {
  style: "percent",
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
export const percentWords = (ratio: number): string => percent.format(ratio).replace("%", " %");

/** Differences that were found, as the console shows them. */
export async function driftRows(world: World, about: { organizationId?: string; limit: number }): Promise<DriftRow[]> {
  const drifts = await readDrifts(world, about);
  const names = new Map<string, string>();
  for (const id of new Set(drifts.map((drift) => drift.organizationId)))
    names.set(id, (await getOrganization(world, id)).name);
  return drifts.map((drift) => ({
    organization: names.get(drift.organizationId) ?? drift.organizationId,
    href: `/admin/organizations/${drift.organizationId}/quota`,
    meter: drift.meter,
    environment: USAGE_ENVIRONMENTS[drift.environment].toLowerCase(),
    window: windowWords(drift),
    drift: drift.drift,
    percent: `${percentWords(drift.ratio)} of the log`,
    foundAt: iso(drift.foundAt),
    repairedAt: drift.repairedAt === null ? null : iso(drift.repairedAt),
  }));
}
