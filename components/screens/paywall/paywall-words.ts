import { formatCount, formatMoney } from "@/components/format";
import { inSentence } from "@/lib/kernel/units";
import { counted } from "@/components/weir/level-text";
import type { PaywallCure, PaywallMeter, PaywallModel } from "./model";

const causes = {
  trial_ended: {
    title: "Your trial has ended",
    description: "Calls are refused until a plan is chosen. Nothing was deleted, and the refused call was not counted.",
  },
  past_due: {
    title: "A payment is past due",
    description: "The days of grace are over, so calls are refused until it is settled. Reading still works.",
  },
  unpaid: {
    title: "The subscription is unpaid",
    description: "Calls are refused until the open invoice is paid. Reading still works, and nothing was deleted.",
  },
  paused: {
    title: "The subscription is paused",
    description: "Calls are refused while it rests. Resuming lets them pass at once.",
  },
} as const;

/** Title and sentence: which gate is shut, and that the refused call was not counted. */
export function paywallHeading(model: PaywallModel): { title: string; description: string } {
  const { meter, planName, seats } = model;
  if (model.code === "LIMIT_EXCEEDED" && seats) return noSeat(planName, meter?.limit, seats);
  if (model.code === "LIMIT_EXCEEDED" && meter?.window === "") return noRoom(planName, meter);
  switch (model.code) {
    case "LIMIT_EXCEEDED":
      return {
        title: meter ? `The limit of ${inSentence(meter.name)} is reached` : "The limit is reached",
        description: meter
          ? `${planName} stops at ${counted(meter.limit, meter.unit)} ${meter.window}. The last call was refused and not counted.`
          : `${planName} stops here. The last call was refused and not counted.`,
      };
    case "SPEND_LIMIT_EXCEEDED":
      return {
        title: "The spend limit you set is reached",
        description:
          "Calls that would cost more are refused, as you asked. The last one was not counted and not billed.",
      };
    case "FEATURE_DISABLED":
      return {
        title: `${model.feature ?? "This feature"} is not part of ${planName}`,
        description: "The call was refused and not counted. Everything else in your plan works as before.",
      };
    case "INSUFFICIENT_CREDITS":
      return {
        title: "Not enough credits",
        description: "The call costs more credits than the wallet holds. It was refused, and nothing was taken.",
      };
    case "METER_NOT_IN_PLAN":
      return {
        title: `${planName} does not include ${meter ? inSentence(meter.name) : "this meter"}`,
        description: "The call was refused and not counted. Everything in your plan works as before.",
      };
    case "PAYMENT_REQUIRED":
      return causes[model.cause ?? "unpaid"];
  }
}

/** A level is full by what is there, and what was to come may have been no call: a key, for one. */
const noRoom = (planName: string, { name, limit, unit }: PaywallMeter): { title: string; description: string } => ({
  title: `The limit of ${inSentence(name)} is reached`,
  description: `${planName} has room for ${counted(limit, unit)}. Nothing was added, and what is there stays.`,
});

/** Nobody called anything: somebody was to come in. */
function noSeat(
  planName: string,
  limit: number | undefined,
  { free, needed }: NonNullable<PaywallModel["seats"]>,
): { title: string; description: string } {
  const has = limit === undefined ? "" : `${planName} has ${formatCount(limit, "seat", "seats")}. `;
  return {
    title: free === 0 ? "No seat is free" : `Only ${formatCount(free, "seat is", "seats are")} free`,
    description: `${has}Open invitations count, and ${formatCount(needed, "seat is", "seats are")} needed. Nobody was let in or invited; viewers take no seat.`,
  };
}

/** What the filled button says: the way to the review, never a charge by itself. */
export function cureLabel(cure: PaywallCure): string {
  switch (cure.kind) {
    case "plan":
      return cure.trialDays ? `Start ${cure.trialDays}-day trial` : `Review ${cure.name}`;
    case "quantity":
      return "Review more seats";
    case "credits":
      return `Review ${cure.name}`;
    case "spend_limit":
      return "Change spend limit";
    case "payment":
      return `Settle ${formatMoney(cure.due)}`;
    case "resume":
      return "Review resuming";
    case "contact":
      return "Talk to us";
  }
}
