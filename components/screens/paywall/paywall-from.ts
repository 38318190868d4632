import type { UnitName } from "@/components/weir/level-text";
import type { GaugeKind } from "../usage/model";
import { paywallCodes, type PaywallCode, type PaywallModel, type RefusalProblem } from "./model";

/** Whether a refusal opens the paywall. It is decided on the code, never on the status: a 402 may be sent as 429. */
export function opensPaywall(problem: RefusalProblem): problem is RefusalProblem & { code: PaywallCode } {
  return (paywallCodes as readonly string[]).includes(problem.code);
}

/** What the page knows about the organization when a refusal arrives. */
export type PaywallContext = Omit<PaywallModel, "code" | "requestId" | "meter" | "resetsAt"> & {
  /** Names of the meters by slug. */
  meters: Readonly<Record<string, { name: string; unit: UnitName; gauge?: GaugeKind }>>;
  /** Where spend limits are set, and whether the reader may: that is not the right to buy. */
  spendLimits: { href: string; mayChange: boolean };
};

const windowWords: Readonly<Record<string, string>> = {
  day: "a day",
  month: "a month",
  billing_period: "a billing period",
  lifetime: "in all",
};

/** A spend limit is lifted by raising it and by no plan. */
function spendCure(
  { spendLimit, spent }: RefusalProblem,
  { href, mayChange }: PaywallContext["spendLimits"],
): Pick<PaywallModel, "cure" | "mayBuy"> {
  return {
    mayBuy: mayChange,
    cure: spendLimit && spent ? { kind: "spend_limit", limit: spendLimit, spent, href } : undefined,
  };
}

/**
 * The paywall of a refusal: figures from the problem itself, because they are those of the moment it was refused, and
 * the cure from what the page knows. Returns undefined for a code that no purchase cures.
 */
export function paywallFrom(problem: RefusalProblem, context: PaywallContext): PaywallModel | undefined {
  if (!opensPaywall(problem)) return undefined;
  const { meters, spendLimits, ...rest } = context;
  const named = problem.meter === undefined ? undefined : meters[problem.meter];
  const counted = problem.limit !== undefined && problem.current !== undefined;
  return {
    ...rest,
    code: problem.code,
    ...(problem.code === "SPEND_LIMIT_EXCEEDED" ? spendCure(problem, spendLimits) : {}),
    requestId: problem.requestId,
    // Seats come free when somebody goes, and not by waiting.
    resetsAt: problem.needed === undefined ? problem.resetsAt : undefined,
    ...(problem.needed === undefined ? {} : { seats: { free: problem.remaining ?? 0, needed: problem.needed } }),
    meter:
      named && counted
        ? {
            name: named.name,
            unit: named.unit,
            used: problem.current ?? 0,
            limit: problem.limit ?? 0,
            window: named.gauge === "level" ? "" : (windowWords[(problem.window ?? "").toLowerCase()] ?? ""),
          }
        : undefined,
  };
}
