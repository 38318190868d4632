import { formatCount, formatDate, formatDateTime } from "@/components/format";
import type { EffectRow } from "@/components/screens/operator-tenant/model";
import type { Meter } from "@/lib/catalog";
import type { AccessRefusal } from "@/lib/entitlements";
import { iso } from "@/lib/kernel/time";
import type { StandstillEffect } from "./acts";

const ZONE = "UTC";

const STILL_REFUSED: Readonly<Record<AccessRefusal, string>> = {
  ORGANIZATION_SUSPENDED: "refused: it is suspended",
  SUBSCRIPTION_MISSING: "still refused: it has no subscription",
  PAYMENT_REQUIRED: "still refused: its payment is open",
};

/** What stands still, or moves again, line by line: calls by meter, keys, installations, people, and the money that goes on. */
export function standstillRows(effect: StandstillEffect, meters: readonly Meter[]): EffectRow[] {
  const { stops, otherwise, people, keys, installations, plan } = effect;
  const admitted = otherwise === null ? "admitted by its plan" : STILL_REFUSED[otherwise];
  const turns = (about: string, working: string, standing: string): EffectRow =>
    stops
      ? { about, before: working, after: standing, later: null }
      : { about, before: standing, after: working, later: null };
  const counting = effect.meters.map(({ slug, lastCounted }) => {
    const name = meters.find((meter) => meter.slug === slug)?.name ?? slug;
    return turns(`${name}, last counted ${formatDateTime(iso(lastCounted), ZONE)}`, admitted, "every call refused");
  });
  return [
    ...(counting.length > 0
      ? counting
      : [turns("Metered calls; none was counted yet", admitted, "every call refused")]),
    turns(keyWords(keys, installations), "report usage and read", "read only"),
    turns(formatCount(people, "person", "people"), "reach every page", "reach the billing pages alone"),
    ...(stops && plan ? [goesOn(plan)] : []),
  ];
}

const keyWords = (keys: number, installations: number): string =>
  `${formatCount(keys, "API key", "API keys")} and ${formatCount(installations, "installation", "installations")}`;

function goesOn({ name, chargedAt }: NonNullable<StandstillEffect["plan"]>): EffectRow {
  const about = `The plan ${name}`;
  if (chargedAt === null) return { about, before: "kept", after: "kept; nobody is charged for it", later: null };
  const charge = `charged on ${formatDate(iso(chargedAt), ZONE)}`;
  return { about, before: charge, after: `${charge} all the same`, later: null };
}
