"use server";

import { revalidatePath } from "next/cache";
import { minorUnitsOf } from "@/components/screens/alerts/amount";
import type {
  AlertPreferencesInput,
  SaveAnswer,
  SpendAnswer,
  SpendLimitInput,
  TestAnswer,
} from "@/components/screens/alerts/model";
import { previewSpendLimit, removeSpendLimit, setSpendLimit } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/kernel/errors";
import { moneyOnWire } from "@/lib/kernel/money";
import { sendTestAlert, setAlertPreferences } from "@/lib/notifications";
import { requirePortalAction, visitorContext } from "../../../../portal-session";
import { standingOf } from "../shell-model";

/** Says who is told of which thresholds. */
export async function saveAlertsAction(org: string, given: AlertPreferencesInput): Promise<SaveAnswer> {
  try {
    const { ctx } = await requirePortalAction(org, "billing:write");
    await setAlertPreferences(ctx, readPreferences(given));
    revalidatePath(`/orgs/${org}/alerts`);
    return { kind: "saved" };
  } catch (error) {
    if (!(error instanceof AppError) || error.fields.length === 0)
      return { kind: "refused", errors: { form: await wordsOf(error) } };
    const said = (pointer: string) => error.fields.find((field) => field.pointer === pointer)?.message;
    return { kind: "refused", errors: { thresholds: said("/thresholds"), recipients: said("/recipients") } };
  }
}

/** Sends everybody whom an alert would reach a mail like one. */
export async function testAlertAction(org: string): Promise<TestAnswer> {
  try {
    const { ctx } = await requirePortalAction(org, "billing:write");
    return { kind: "sent", to: await sendTestAlert(ctx) };
  } catch (error) {
    return { kind: "refused", message: await wordsOf(error) };
  }
}

/** Sets a spend limit. One that stops calls at once is set only when that was confirmed; otherwise it says so. */
export async function setSpendLimitAction(org: string, given: SpendLimitInput): Promise<SpendAnswer> {
  try {
    const { ctx, organization } = await requirePortalAction(org, "billing:write");
    const { meter, limit, confirmed } = await readSpendLimit(ctx, organization.id, given);
    const stopped = (await previewSpendLimit(ctx, meter, limit)).find((effect) => effect.stopsNow);
    if (stopped && !confirmed)
      return { kind: "below", below: { limit: moneyOnWire(limit), spent: moneyOnWire(stopped.spent) } };
    await setSpendLimit(ctx, meter, limit);
    revalidatePath(`/orgs/${org}`, "layout");
    return { kind: "saved" };
  } catch (error) {
    return { kind: "refused", message: await wordsOf(error) };
  }
}

/** Takes a spend limit away. */
export async function removeSpendLimitAction(org: string, meter: string): Promise<SpendAnswer> {
  try {
    const { ctx } = await requirePortalAction(org, "billing:write");
    await removeSpendLimit(ctx, String(meter));
    revalidatePath(`/orgs/${org}`, "layout");
    return { kind: "saved" };
  } catch (error) {
    return { kind: "refused", message: await wordsOf(error) };
  }
}

const incomplete = (): AppError =>
  new AppError("VALIDATION_ERROR", "The form was incomplete. Open the page again and repeat.");

/** What a browser sends is looked at before it is believed. */
function readPreferences(given: unknown): AlertPreferencesInput {
  const { thresholds, recipients, muted } = (typeof given === "object" && given !== null ? given : {}) as Readonly<
    Record<string, unknown>
  >;
  const numbers = Array.isArray(thresholds) && thresholds.every((each): each is number => typeof each === "number");
  const texts = Array.isArray(recipients) && recipients.every((each): each is string => typeof each === "string");
  if (!numbers || !texts || typeof muted !== "boolean") throw incomplete();
  return { thresholds, recipients, muted };
}

async function readSpendLimit(ctx: Ctx, organizationId: string, given: unknown) {
  const { meter, amount, confirmed } = (typeof given === "object" && given !== null ? given : {}) as Readonly<
    Record<string, unknown>
  >;
  if (typeof meter !== "string" || typeof amount !== "string" || typeof confirmed !== "boolean") throw incomplete();
  const currency = (await standingOf(ctx, organizationId)).entitlements.plan?.currency ?? "usd";
  const minor = minorUnitsOf(amount, currency);
  if (minor === null)
    throw new AppError("VALIDATION_ERROR", `Write an amount of 0 or more in ${currency.toUpperCase()}.`);
  return { meter, confirmed, limit: { amount: minor, currency } };
}

async function wordsOf(error: unknown): Promise<string> {
  if (error instanceof AppError) return error.message;
  const ctx = await visitorContext();
  ctx.log.error({ err: error, requestId: ctx.requestId }, "an action on alerts and limits failed");
  return `Something went wrong on our side (${ctx.requestId}). Open the page again and look before you repeat.`;
}
