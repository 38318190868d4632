import { formatMoney, percentUsed } from "@/components/format";
import type { PlanDifference, PlanSide } from "@/components/screens/change-plan/model";
import type { Allowance } from "@/components/screens/usage/model";
import type { BillingInterval, Feature, Meter, Plan, PlanLimit } from "@/lib/catalog";
import { periodAmount } from "@/lib/kernel/pricing";
import { moneyOnWire } from "@/lib/kernel/money";
import { inSentence, shownAmount, shownUnits, unitName } from "@/lib/kernel/units";

const WINDOW_WORDS = {
  DAY: "a day",
  MONTH: "a month",
  BILLING_PERIOD: "a billing period",
  LIFETIME: "in all",
} as const;
const WINDOW_NAME = { DAY: "day", MONTH: "month", BILLING_PERIOD: "billing_period", LIFETIME: "lifetime" } as const;

/** Names of what plans are made of, in the catalog's order. */
export interface Names {
  readonly meters: readonly Meter[];
  readonly features: readonly Feature[];
}

export interface SideOf {
  readonly plan: Plan;
  readonly interval: BillingInterval;
  readonly quantity: number;
}

/** A plan as it is bought: limits of each one are those of all of them. */
export const bought = (plan: Plan, quantity: number): Plan => ({
  ...plan,
  limits: plan.limits.map((limit) =>
    limit.perQuantity && limit.amount !== "unlimited" ? { ...limit, amount: limit.amount * quantity } : limit,
  ),
});

const meterOf = (names: Names, slug: string): Meter | undefined => names.meters.find((meter) => meter.slug === slug);
const nameOf = (names: Names, slug: string): string => meterOf(names, slug)?.name ?? slug;

const inOrder = (limits: readonly PlanLimit[], names: Names): PlanLimit[] => {
  const place = (limit: PlanLimit): number => names.meters.findIndex((meter) => meter.slug === limit.meter);
  return [...limits].sort((a, b) => place(a) - place(b));
};

/** "10,000 API calls a billing period"; a level has no window that it would start again with. */
const amountWords = (limit: PlanLimit, names: Names): string => {
  const meter = meterOf(names, limit.meter);
  const name = inSentence(nameOf(names, limit.meter));
  if (limit.amount === "unlimited") return `Unlimited ${name}`;
  const window = meter?.aggregation === "LATEST" ? "" : ` ${WINDOW_WORDS[limit.window]}`;
  return `${shownAmount(limit.amount, unitName(meter))} ${name}${window}`;
};

const overageWords = (limit: PlanLimit, plan: Plan, names: Names): string | null => {
  if (limit.policy !== "METERED" || limit.overage === null || limit.amount === "unlimited") return null;
  const price = formatMoney(moneyOnWire({ amount: limit.overage.amount, currency: plan.currency }));
  return `${price} per ${shownUnits(limit.overage.per, unitName(meterOf(names, limit.meter)))}`;
};

const featureNames = (plan: Plan, names: Names): string[] =>
  names.features
    .filter((feature) => plan.features.some((own) => own.slug === feature.slug && own.enabled))
    .map((feature) => feature.name);

/** The present plan with its tightest limit. */
export function presentSide(side: SideOf, allowances: readonly Allowance[], names: Names): PlanSide {
  return {
    ...priced(side),
    allowance: tightest(allowances),
    includes: includedIn(bought(side.plan, side.quantity), names),
  };
}

/** The plan to come, its limit filled by what is used of the present one's tightest. */
export function comingSide(side: SideOf, allowances: readonly Allowance[], names: Names): PlanSide {
  const now = tightest(allowances);
  const plan = bought(side.plan, side.quantity);
  const limit = plan.limits.find((each) => each.meter === now?.meter && WINDOW_NAME[each.window] === now.window);
  const allowance: Allowance | null =
    now && limit
      ? {
          ...now,
          limit: limit.amount === "unlimited" ? null : limit.amount,
          policy: limit.policy,
          exhaustedAt: null,
          refused: null,
          overage: null,
          raisedUntil: null,
        }
      : null;
  return { ...priced(side), allowance, includes: includedIn(plan, names) };
}

function priced({ plan, interval, quantity }: SideOf): Pick<PlanSide, "name" | "price" | "interval"> {
  const price = plan.prices.find((each) => each.interval === interval);
  return {
    name: quantity > 1 ? `${plan.name} × ${quantity}` : plan.name,
    price: moneyOnWire({ amount: price ? periodAmount(price, quantity) : 0n, currency: plan.currency }),
    interval: interval === "YEAR" ? "year" : "month",
  };
}

function includedIn(plan: Plan, names: Names): string[] {
  const limits = inOrder(plan.limits, names).flatMap((limit) => {
    const beyond = overageWords(limit, plan, names);
    return [amountWords(limit, names), ...(beyond ? [`Beyond them ${beyond}`] : [])];
  });
  return [...limits, ...featureNames(plan, names)];
}

const tightest = (allowances: readonly Allowance[]): Allowance | null => {
  const fullness = (a: Allowance): number => (a.limit === null ? -1 : percentUsed(a.used, a.limit));
  return [...allowances].sort((a, b) => fullness(b) - fullness(a))[0] ?? null;
};

/** What the change brings and takes, limit by limit and feature by feature, gains first. `base` is the portal's address. */
export function differencesOf(now: Plan, next: Plan, names: Names, base: string): PlanDifference[] {
  const all = [...limitDifferences(now, next, names, base), ...featureDifferences(now, next, names)];
  const order = { gain: 0, loss: 1, same: 2 };
  all.sort((a, b) => order[a.kind] - order[b.kind]);
  return [...all, { kind: "same", words: "Members, API keys and history stay", cure: null }];
}

function featureDifferences(now: Plan, next: Plan, names: Names): PlanDifference[] {
  const [had, has] = [featureNames(now, names), featureNames(next, names)];
  return [
    ...has.filter((name) => !had.includes(name)).map((words): PlanDifference => ({ kind: "gain", words, cure: null })),
    ...had
      .filter((name) => !has.includes(name))
      .map((name): PlanDifference => ({ kind: "loss", words: `${name} ends.`, cure: null })),
  ];
}

function limitDifferences(now: Plan, next: Plan, names: Names, base: string): PlanDifference[] {
  const gone = now.limits.filter((limit) => !next.limits.some((other) => other.meter === limit.meter));
  return [
    ...inOrder(next.limits, names).flatMap((limit) => oneLimit(now, next, limit, names, base)),
    ...inOrder(gone, names).map((limit): PlanDifference => {
      return {
        kind: "loss",
        words: `${next.name} does not include ${inSentence(nameOf(names, limit.meter))}.`,
        cure: null,
      };
    }),
  ];
}

function oneLimit(now: Plan, next: Plan, limit: PlanLimit, names: Names, base: string): PlanDifference[] {
  const had = now.limits.find((other) => other.meter === limit.meter && other.window === limit.window);
  const words = amountWords(limit, names);
  if (!had)
    return [
      { kind: sameMeter(now, limit) ? "same" : "gain", words, cure: null },
      ...atTheWall(now, next, limit, names, base),
    ];
  const [before, after] = [roomOf(had), roomOf(limit)];
  const amount: PlanDifference =
    after > before
      ? { kind: "gain", words, cure: null }
      : after < before
        ? {
            kind: "loss",
            words: `${words} instead of ${had.amount === "unlimited" ? "no limit" : shownAmount(had.amount, unitName(meterOf(names, limit.meter)))}.`,
            cure: { words: "See what uses them", href: `${base}/usage` },
          }
        : { kind: "same", words, cure: null };
  return [amount, ...atTheWall(now, next, limit, names, base)];
}

const roomOf = (limit: PlanLimit): number => (limit.amount === "unlimited" ? Infinity : limit.amount);
const sameMeter = (plan: Plan, limit: PlanLimit): boolean => plan.limits.some((other) => other.meter === limit.meter);

/** What happens at the limit, where that becomes another. */
function atTheWall(now: Plan, next: Plan, limit: PlanLimit, names: Names, base: string): PlanDifference[] {
  const had = now.limits.find((other) => other.meter === limit.meter);
  if (!had || limit.amount === "unlimited" || had.amount === "unlimited" || had.policy === limit.policy) return [];
  const name = nameOf(names, limit.meter);
  const beyond = overageWords(limit, next, names);
  return beyond
    ? [
        {
          kind: "loss",
          words: `No stop: ${inSentence(name)} beyond ${shownAmount(limit.amount, unitName(meterOf(names, limit.meter)))} are billed at ${beyond}.`,
          cure: { words: "Set a spend limit", href: `${base}/alerts` },
        },
      ]
    : [
        {
          kind: "loss",
          words: `${name} beyond the limit are refused, not billed.`,
          cure: { words: "Be told before that", href: `${base}/alerts` },
        },
      ];
}
