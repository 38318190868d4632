import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { formatDate, formatMoney } from "@/components/format";
import { CancelScreen } from "@/components/screens/cancel/cancel";
import type { CancelModel, CancelReason, CancelTiming, Consequence } from "@/components/screens/cancel/model";
import { ActionForm } from "@/components/ui/action-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { beyondAllowances, choicesOf, type BeyondAllowance } from "@/lib/billing";
import { activeFallbackPlan, getPlan } from "@/lib/catalog";
import { endOf } from "@/lib/entitlements";
import { moneyOnWire } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import { liveSubscription } from "@/lib/subscriptions";
import { requirePortal, type PortalSession } from "../../../../../portal-session";
import { basePathOf, standingOf } from "../../shell-model";
import { cancelAction, keepPlanAction } from "../actions";

export const metadata: Metadata = { title: "Cancel the plan" };

interface PageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const REASONS: readonly CancelReason[] = [
  { value: "too_expensive", label: "It costs too much" },
  { value: "not_used", label: "We do not use it enough" },
  { value: "missing", label: "Something is missing" },
  { value: "switched", label: "We use something else" },
  { value: "ended", label: "The project has ended" },
  { value: "other", label: "Another reason" },
];

/** What stops and when; then the choice. */
export default async function CancelPage({ params, searchParams }: PageProps) {
  const session = await requirePortal((await params).org, "billing:buy");
  const { error, kept } = await searchParams;
  const model = await cancelModel(session, typeof error === "string" ? error.slice(0, 300) : null, kept === "1");
  const { slug } = session.organization;
  const planName = model.kind === "scheduled" ? model.planName : "";
  return (
    <CancelScreen
      model={model}
      action={cancelAction.bind(null, slug)}
      undo={
        <ActionForm action={keepPlanAction.bind(null, slug)}>
          <SubmitButton variant="primary">Keep {planName}</SubmitButton>
        </ActionForm>
      }
    />
  );
}

async function cancelModel(
  { ctx, organization }: PortalSession,
  error: string | null,
  kept: boolean,
): Promise<CancelModel> {
  const { entitlements } = await standingOf(ctx, organization.id);
  const { subscription, plan } = entitlements;
  const backHref = `${basePathOf(organization)}/billing`;
  if (!plan || !subscription) redirect(backHref);
  const [stored, fallback, live, beyond] = await Promise.all([
    getPlan(ctx, plan.id),
    activeFallbackPlan(ctx),
    liveSubscription(ctx, organization.id),
    beyondAllowances(ctx, organization.id),
  ]);
  if (stored.fallback) redirect(backHref);
  const about = {
    organizationName: organization.name,
    planName: plan.name,
    timeZone: organization.timeZone,
    backHref,
    price: moneyOnWire({
      amount: stored.prices.find((p) => p.interval === subscription.interval)?.amount ?? 0n,
      currency: plan.currency,
    }),
    interval: subscription.interval === "YEAR" ? ("year" as const) : ("month" as const),
  };
  const end = endOf(subscription);
  if (end !== null) return { kind: "scheduled", ...about, endsAt: iso(end) };
  const allowed = choicesOf(live, stored);
  const [now, periodEnd] = [iso(ctx.clock.now()), iso(subscription.currentPeriodEnd)];
  // What rests or is not paid has no period to wait for.
  const waits = allowed.includes("cancel_at_period_end");
  const endsAt = waits ? periodEnd : now;
  if (kept) return { kind: "undone", ...about, renewsAt: endsAt };
  const day = formatDate(endsAt, organization.timeZone);
  const lost = stored.features
    .filter((f) => f.enabled && !fallback.features.some((other) => other.slug === f.slug && other.enabled))
    .map((f) => f.slug.replaceAll("_", " "));
  const consequences: Consequence[] = [
    { kind: "stops", words: `On ${day} the limits of ${plan.name} end; those of ${fallback.name} begin.` },
    ...(lost.length > 0
      ? [{ kind: "stops" as const, words: `On ${day} these features end: ${lost.join(", ")}.` }]
      : []),
    ...lastBill(beyond),
    { kind: "stays", words: "API keys, members and all usage history stay as they are." },
    ...(waits
      ? [{ kind: "stays" as const, words: "Until then everything works, and you may take the cancellation back." }]
      : []),
  ];
  const atOnce: CancelTiming = {
    value: "now",
    at: now,
    words: `${fallback.name} takes its place at once. What is paid is not refunded.`,
  };
  return {
    kind: "open",
    ...about,
    endsAt,
    consequences,
    reasons: REASONS,
    offer: null,
    error,
    timings: waits
      ? [{ value: "period_end", at: endsAt, words: `${plan.name} works until then and does not renew.` }, atOnce]
      : [atOnce],
  };
}

/** What was used beyond the allowances is owed whenever the plan ends. */
function lastBill(beyond: readonly BeyondAllowance[]): Consequence[] {
  const [first] = beyond;
  const amount = beyond.reduce((sum, each) => sum + each.amount.amount, 0n);
  if (!first || amount === 0n) return [];
  const soFar = formatMoney(moneyOnWire({ amount, currency: first.amount.currency }));
  return [
    { kind: "stays", words: `Use beyond the allowance is billed a last time when the plan ends; ${soFar} so far.` },
  ];
}
