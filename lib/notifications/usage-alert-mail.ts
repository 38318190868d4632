import type { Entitlements } from "@/lib/entitlements";
import type { Threshold } from "@/lib/kernel/quantity";
import { FOREVER, iso } from "@/lib/kernel/time";
import type { CommittedUse } from "@/lib/quota";
import type { Organization } from "@/lib/tenancy";
import type { UsageAlertMail } from "./model";

/** What the mail about an alert is about. `url` is the web's own address. */
export function usageAlertMail(
  url: string,
  use: Pick<CommittedUse, "meter" | "window" | "start" | "end" | "policy" | "allowance" | "used" | "now" | "spend">,
  threshold: Threshold,
  about: { readonly organization: Organization; readonly entitlements: Entitlements },
  test = false,
): UsageAlertMail {
  const { organization, entitlements } = about;
  const meter = entitlements.meters.find((each) => each.slug === use.meter);
  const limit = entitlements.limits.find((each) => each.meter === use.meter && each.window === use.window);
  const page = (name: string): string => new URL(`/orgs/${organization.slug}/${name}`, url).href;
  return {
    organization: organization.name,
    meter: {
      name: meter?.name ?? use.meter,
      unit: meter?.unit ?? "unit",
      unitPlural: meter?.unitPlural ?? "units",
      shownUnit: meter?.shownUnit ?? null,
      shownPer: meter?.shownPer ?? null,
      aggregation: meter?.aggregation ?? "SUM",
    },
    threshold,
    used: use.used,
    limit: use.allowance,
    window: use.window,
    policy: use.policy,
    overage: limit?.overage ? { ...limit.overage, currency: entitlements.plan?.currency ?? "usd" } : null,
    spendLimit: use.spend && { amount: use.spend.limit, currency: use.spend.currency },
    windowStart: iso(use.start),
    resetsAt: use.end >= FOREVER ? null : iso(use.end),
    at: iso(use.now),
    timeZone: organization.timeZone,
    usageUrl: page("usage"),
    preferencesUrl: page("alerts"),
    test,
  };
}
