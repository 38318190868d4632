"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { CHANGE_FIELDS } from "@/components/screens/change-plan/model";
import { changePlan, revokeScheduledChange, type MadeChange, type MakeChange } from "@/lib/billing";
import { AppError } from "@/lib/kernel/errors";
import { newId } from "@/lib/kernel/ids";
import { requireBuyer } from "../require-buyer";
import { quantityIn } from "./change-model";

const WHOLE = /^-?\d{1,15}$/;

/**
 * Makes the change that was confirmed, for exactly the sum on the button. Where the bank asks for its customer it leads
 * to the provider's page; a refusal comes back to the page, which says that nothing has changed.
 */
export async function changePlanAction(org: string, form: FormData): Promise<void> {
  const { ctx, organization } = await requireBuyer(org);
  const page = `/orgs/${organization.slug}/billing/change`;
  const wish = wishOf(form);
  let target: string;
  try {
    target = leadsTo(page, wish, await changePlan(ctx, wish));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    ctx.log.warn({ err: error, requestId: ctx.requestId }, "a change of plan was refused");
    const state = typeof error.details.state === "string" ? error.details.state : error.code.toLowerCase();
    const again = {
      plan: wish.planCode,
      interval: wish.interval.toLowerCase(),
      quantity: String(wish.quantity ?? 1),
      when: wish.timing,
      refused: state,
    };
    target = `${page}?${new URLSearchParams(again).toString()}`;
  }
  revalidatePath(`/orgs/${organization.slug}`, "layout");
  redirect(target);
}

/** Takes a planned change back. */
export async function keepPresentPlanAction(org: string): Promise<void> {
  const { ctx, organization } = await requireBuyer(org);
  await revokeScheduledChange(ctx);
  revalidatePath(`/orgs/${organization.slug}`, "layout");
  redirect(`/orgs/${organization.slug}/billing`);
}

function leadsTo(page: string, { planCode, interval, quantity }: MakeChange, made: MadeChange): string {
  switch (made.kind) {
    case "changed":
      return `${page}?done=${made.invoiceId ?? "free"}`;
    case "scheduled":
      return page;
    case "payment_needed":
      return made.because === "confirmation"
        ? made.url
        : `${page}?${new URLSearchParams({
            waiting: "1",
            plan: planCode,
            interval: interval.toLowerCase(),
            ...(quantity === undefined ? {} : { quantity: String(quantity) }),
          }).toString()}`;
  }
}

function wishOf(form: FormData): MakeChange {
  const [amountDue, proratedAt] = [numberOf(form, CHANGE_FIELDS.amountDue), numberOf(form, CHANGE_FIELDS.proratedAt)];
  return {
    planCode: textOf(form, CHANGE_FIELDS.plan),
    interval: textOf(form, CHANGE_FIELDS.interval) === "year" ? "YEAR" : "MONTH",
    ...quantityOf(form),
    timing: textOf(form, CHANGE_FIELDS.timing) === "now" ? "now" : "period_end",
    ...(amountDue === null || proratedAt === null
      ? {}
      : { shown: { amountDue: BigInt(amountDue), proratedAt: Number(proratedAt) } }),
    idempotencyKey: textOf(form, CHANGE_FIELDS.key) || newId("request"),
  };
}

function quantityOf(form: FormData): Pick<MakeChange, "quantity"> {
  const quantity = quantityIn(textOf(form, CHANGE_FIELDS.quantity));
  return quantity === null ? {} : { quantity };
}

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

const numberOf = (form: FormData, name: string): string | null => {
  const text = textOf(form, name);
  return WHOLE.test(text) ? text : null;
};
