import type { Ctx } from "@/lib/context";
import { readFacts, resolve, type EffectiveLimit, type OverrideFacts } from "@/lib/entitlements";
import type { Override, OverrideSubject } from "@/lib/billing";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { cellText, words } from "./print";

/** What an exception makes of its subject. */
export interface OverridePreview {
  readonly subject: string;
  readonly before: string;
  readonly after: string;
}

/** The effect of an exception that is not written yet, by the very rule that will apply it; null takes the present one away. */
export async function previewOverride(
  ctx: Ctx,
  organizationId: string,
  subject: OverrideSubject,
  override: Override | null,
): Promise<OverridePreview> {
  const sql = sqlOf(ctx.db);
  const facts = await readFacts(sql, organizationId);
  const now = await businessNow(sql);
  const others = facts.overrides.filter((one) => !isAbout(one, subject));
  const overrides = override ? [...others, asFacts(override, now)] : others;
  const grace = ctx.env.PAST_DUE_GRACE_DAYS;
  const before = resolve(organizationId, facts, now, grace);
  const after = resolve(organizationId, { ...facts, overrides }, now, grace);
  const say = subject.feature === undefined ? limitText : featureText;
  return { subject: subjectText(subject), before: say(before, subject), after: say(after, subject) };
}

type Resolved = ReturnType<typeof resolve>;

const isAbout = (one: OverrideFacts, subject: OverrideSubject): boolean =>
  subject.feature === undefined
    ? one.meter === subject.meter && one.window === subject.window
    : one.feature === subject.feature;

const asFacts = (override: Override, now: number): OverrideFacts => ({
  id: "preview",
  feature: override.feature ?? null,
  enabled: override.enabled ?? null,
  meter: override.meter ?? null,
  window: override.window ?? null,
  removed: override.removed ?? false,
  unlimited: override.unlimited ?? false,
  amount: override.amount ?? null,
  policy: override.policy ?? null,
  overage: override.overage ?? null,
  reason: override.reason,
  author: "preview",
  createdAt: now,
  expiresAt: override.expiresAt ?? null,
});

/** Which exception is meant, in words. */
export const subjectText = (subject: OverrideSubject): string =>
  subject.feature === undefined
    ? `${subject.meter ?? "?"} per ${words(subject.window ?? "?")}`
    : `feature ${subject.feature}`;

const featureText = ({ features }: Resolved, subject: OverrideSubject): string =>
  features.find((one) => one.slug === subject.feature)?.enabled ? "on" : "off";

function limitText({ limits }: Resolved, subject: OverrideSubject): string {
  const limit = limits.find((one) => one.meter === subject.meter && one.window === subject.window);
  return limit ? amountText(limit) : "not included";
}

const amountText = ({ limit, policy }: EffectiveLimit): string =>
  limit === null ? "unlimited" : `${cellText(limit)} (${words(policy)})`;
