import type { EffectiveLimit, Entitlements, LimitPolicy, WindowKind } from "@/lib/entitlements";

/** A limit as it holds at one moment. `limit` null is unlimited. */
export interface LimitSide {
  readonly limit: number | null;
  readonly policy: LimitPolicy;
}

/** What an act makes of one feature or limit. `later` is how it will be when the act expires; null where it does not. */
export interface FeatureEffect {
  readonly slug: string;
  readonly before: boolean;
  readonly after: boolean;
  readonly later: boolean | null;
}
export interface LimitEffect {
  readonly meter: string;
  readonly window: WindowKind;
  /** Null: not included. */
  readonly before: LimitSide | null;
  readonly after: LimitSide | null;
  readonly later: { readonly side: LimitSide | null } | null;
}

/** What an act would change of what an organization may do; what stays as it is, is left out. */
export interface Effect {
  readonly features: readonly FeatureEffect[];
  readonly limits: readonly LimitEffect[];
}

/** Compares what holds now with what would hold after the act and, where it expires, with what would hold then. */
export function effectOf(before: Entitlements, after: Entitlements, later: Entitlements | null): Effect {
  const slugs = new Set([...before.features, ...after.features].map(({ slug }) => slug));
  const names = new Map([...before.limits, ...after.limits].map((l): [string, EffectiveLimit] => [nameOf(l), l]));
  return {
    features: [...slugs]
      .map((slug) => ({
        slug,
        before: isOn(before, slug),
        after: isOn(after, slug),
        later: later && isOn(later, slug),
      }))
      .filter((each) => each.before !== each.after),
    limits: [...names]
      .map(([name, { meter, window }]) => ({
        meter,
        window,
        before: sideOf(before, name),
        after: sideOf(after, name),
        later: later && { side: sideOf(later, name) },
      }))
      .filter((each) => !same(each.before, each.after)),
  };
}

const nameOf = ({ meter, window }: Pick<EffectiveLimit, "meter" | "window">): string => `${meter}\n${window}`;

const isOn = ({ features }: Entitlements, slug: string): boolean =>
  features.some((feature) => feature.slug === slug && feature.enabled);

function sideOf({ limits }: Entitlements, name: string): LimitSide | null {
  const found = limits.find((limit) => nameOf(limit) === name);
  return found ? { limit: found.limit, policy: found.policy } : null;
}

const same = (a: LimitSide | null, b: LimitSide | null): boolean => a?.limit === b?.limit && a?.policy === b?.policy;
