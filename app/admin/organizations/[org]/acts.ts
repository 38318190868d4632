import { z } from "zod";
import {
  activateOrganization,
  assignPlanByHand,
  cancelByHand,
  previewAssignedPlan,
  previewCanceledPlan,
  previewOverride,
  previewStandstill,
  removeOverride,
  setOverride,
  suspendOrganization,
  type Effect,
  type Override,
  type OverrideSubject,
  type PlanEffect,
  type Standstill,
} from "@/lib/billing";
import { listMeters } from "@/lib/catalog";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { typedUnits, unitName } from "@/lib/kernel/units";

const LONGEST_NAME = 100;
const name = z.string().min(1).max(LONGEST_NAME);
const window = z.enum(["DAY", "MONTH", "BILLING_PERIOD", "LIFETIME"]);
const ends = z.union([z.literal(""), z.iso.date()]);
const subject = z.union([z.strictObject({ feature: name }), z.strictObject({ meter: name, window })]);

/** What a page of the console may send: types say nothing about it until it is looked at. */
const actSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("limit"),
    meter: name,
    window,
    value: z.enum(["amount", "unlimited", "removed"]),
    amount: z.string().max(30),
    stop: z.boolean(),
    ends,
  }),
  z.strictObject({ kind: z.literal("feature"), feature: name, enabled: z.boolean(), ends }),
  z.strictObject({ kind: z.literal("revert"), subject }),
  z.strictObject({
    kind: z.literal("plan"),
    plan: name,
    interval: z.enum(["MONTH", "YEAR"]),
    endStripe: z.boolean(),
  }),
  z.strictObject({ kind: z.literal("cancel"), endStripe: z.boolean() }),
  z.strictObject({ kind: z.literal("suspend") }),
  z.strictObject({ kind: z.literal("activate") }),
]);

type ReadAct = z.infer<typeof actSchema>;

/** An act that came from outside, looked at. VALIDATION_ERROR names the first field that is wrong. */
export function readAct(given: unknown): ReadAct {
  const read = actSchema.safeParse(given);
  if (read.success) return read.data;
  const at = read.error.issues[0]?.path.join(".") ?? "";
  throw new AppError(
    "VALIDATION_ERROR",
    `${at === "" ? "The act" : `The field ${at}`} is missing or wrong. Choose again.`,
  );
}

/** What suspending stops, or letting it work again starts. */
export type StandstillEffect = Standstill & { readonly stops: boolean };

/** What an act would change. Reads only. */
export async function effectOfAct(ctx: Ctx, id: string, act: ReadAct): Promise<Effect | PlanEffect | StandstillEffect> {
  switch (act.kind) {
    case "limit":
    case "feature": {
      const override = await overrideOf(ctx, act, "a preview");
      return previewOverride(ctx, id, override, override);
    }
    case "revert":
      return previewOverride(ctx, id, act.subject, null);
    case "plan":
      return previewAssignedPlan(ctx, id, act.plan);
    case "cancel":
      return previewCanceledPlan(ctx, id);
    case "suspend":
    case "activate":
      return { ...(await previewStandstill(ctx, id)), stops: act.kind === "suspend" };
  }
}

/** Does it, journaled with the reason. Throws what the use case throws. */
export async function performAct(ctx: Ctx, id: string, act: ReadAct, reason: string): Promise<void> {
  switch (act.kind) {
    case "limit":
    case "feature":
      await setOverride(ctx, id, await overrideOf(ctx, act, reason));
      return;
    case "revert":
      await removeOverride(ctx, id, act.subject, reason);
      return;
    case "plan":
      await assignPlanByHand(ctx, id, act.plan, {
        reason,
        interval: act.interval,
        endStripeSubscription: act.endStripe,
      });
      return;
    case "cancel":
      await cancelByHand(ctx, id, { reason, endStripeSubscription: act.endStripe });
      return;
    case "suspend":
      return suspendOrganization(ctx, id, reason);
    case "activate":
      return activateOrganization(ctx, id, reason);
  }
}

type OverrideAct = Extract<ReadAct, { kind: "limit" | "feature" }>;

async function overrideOf(ctx: Ctx, act: OverrideAct, reason: string): Promise<Override & OverrideSubject> {
  const common = { reason, ...(act.ends === "" ? {} : { expiresAt: Date.parse(`${act.ends}T00:00:00Z`) }) };
  if (act.kind === "feature") return { ...common, feature: act.feature, enabled: act.enabled };
  const { meter, value } = act;
  const about = { ...common, meter, window: act.window };
  if (value === "removed") return { ...about, removed: true };
  const policy = act.stop ? { policy: "HARD_STOP" as const } : {};
  if (value === "unlimited") return { ...about, unlimited: true };
  return { ...about, ...policy, amount: await amountOf(ctx, meter, act.amount) };
}

async function amountOf(ctx: Ctx, slug: string, text: string): Promise<number> {
  const unit = unitName((await listMeters(ctx)).find((meter) => meter.slug === slug));
  const amount = typedUnits(text, unit);
  if (amount !== null) return amount;
  throw new AppError(
    "VALIDATION_ERROR",
    `The amount must be a number of ${unit.shown?.unit ?? unit.many} from 0, such as ${unit.shown ? "1.5" : "10,000"}.`,
  );
}
