import {
  previewOverride as effectOfOverride,
  type LimitSide,
  type Override,
  type OverrideSubject,
} from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { readEntitlements, type Entitlements } from "@/lib/entitlements";
import { cellText, words } from "./print";

/** What an exception makes of its subject. */
export interface OverridePreview {
  readonly subject: string;
  readonly before: string;
  readonly after: string;
  /** How it will be when the exception expires; null where it does not. */
  readonly later: string | null;
}

/** The effect of an exception that is not written yet; null takes the present one away. */
export async function previewOverride(
  ctx: Ctx,
  organizationId: string,
  subject: OverrideSubject,
  override: Override | null,
): Promise<OverridePreview> {
  const [{ features, limits }, present] = await Promise.all([
    effectOfOverride(ctx, organizationId, subject, override),
    readEntitlements(ctx, organizationId),
  ]);
  const about = { subject: subjectText(subject) };
  if (subject.feature !== undefined) {
    const changed = features.find((each) => each.slug === subject.feature);
    const same = onOff(present.features.some(({ slug, enabled }) => slug === subject.feature && enabled));
    if (!changed) return { ...about, before: same, after: same, later: null };
    const { before, after, later } = changed;
    return { ...about, before: onOff(before), after: onOff(after), later: later === null ? null : onOff(later) };
  }
  const changed = limits.find((each) => each.meter === subject.meter && each.window === subject.window);
  const same = sideText(sideOf(present, subject));
  if (!changed) return { ...about, before: same, after: same, later: null };
  const { before, after, later } = changed;
  return { ...about, before: sideText(before), after: sideText(after), later: later && sideText(later.side) };
}

const onOff = (on: boolean): string => (on ? "on" : "off");

const sideOf = ({ limits }: Entitlements, subject: OverrideSubject): LimitSide | null =>
  limits.find((each) => each.meter === subject.meter && each.window === subject.window) ?? null;

const sideText = (side: LimitSide | null): string =>
  side === null
    ? "not included"
    : side.limit === null
      ? "unlimited"
      : `${cellText(side.limit)} (${words(side.policy)})`;

/** Which exception is meant, in words. */
export const subjectText = (subject: OverrideSubject): string =>
  subject.feature === undefined
    ? `${subject.meter ?? "?"} per ${words(subject.window ?? "?")}`
    : `feature ${subject.feature}`;
