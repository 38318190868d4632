import type { EffectRow, PreviewAnswer } from "@/components/screens/operator-tenant/model";
import type { Effect, LimitSide, PlanEffect } from "@/lib/billing";
import { listFeatures, listMeters } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { standstillRows } from "./standstill-rows";
import type { StandstillEffect } from "./acts";
import { shownAmount, unitName, type UnitName } from "@/lib/kernel/units";

const WINDOW = { DAY: "a day", MONTH: "a month", BILLING_PERIOD: "a billing period", LIFETIME: "in all" } as const;

/** What a limit is called: "API calls a day". */
export const limitWords = (meter: string, window: keyof typeof WINDOW): string => `${meter} ${WINDOW[window]}`;

/** A limit in words: "10,000, stops", "60 GB, billed beyond", "unlimited", "not included". */
export function sideWords(side: LimitSide | null, unit: UnitName): string {
  if (side === null) return "not included";
  if (side.limit === null) return "unlimited";
  return `${shownAmount(side.limit, unit)}, ${side.policy === "METERED" ? "billed beyond" : "stops"}`;
}

const onOff = (on: boolean): string => (on ? "on" : "off");

/** What an act would change, as the console tells it. */
export async function effectAnswer(ctx: Ctx, effect: Effect | PlanEffect | StandstillEffect): Promise<PreviewAnswer> {
  const [meters, features] = await Promise.all([listMeters(ctx), listFeatures(ctx)]);
  if ("stops" in effect)
    return { kind: "effect", rows: standstillRows(effect, meters), from: null, to: null, overStripe: false };
  const rows: EffectRow[] = [
    ...effect.features.map(({ slug, before, after, later }) => ({
      about: features.find((feature) => feature.slug === slug)?.name ?? slug,
      before: onOff(before),
      after: onOff(after),
      later: later === null ? null : onOff(later),
    })),
    ...effect.limits.map(({ meter: slug, window, before, after, later }) => {
      const meter = meters.find((each) => each.slug === slug);
      const unit = unitName(meter);
      return {
        about: limitWords(meter?.name ?? slug, window),
        before: sideWords(before, unit),
        after: sideWords(after, unit),
        later: later && sideWords(later.side, unit),
      };
    }),
  ];
  const plans = "to" in effect ? { from: effect.from?.name ?? null, to: effect.to.name } : { from: null, to: null };
  return { kind: "effect", rows, ...plans, overStripe: "overStripe" in effect && effect.overStripe };
}
