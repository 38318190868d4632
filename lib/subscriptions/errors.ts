import { AppError, conflict } from "@/lib/kernel/errors";
import type { SubscriptionStatus } from "./model";
import { TRANSITIONS } from "./rules/transition";

export const subscriptionMissing = (): AppError =>
  new AppError(
    "SUBSCRIPTION_MISSING",
    "This organization has no live subscription. Signing in repairs it; an operator can also assign a plan.",
  );

export const impossibleTransition = (from: SubscriptionStatus, to: SubscriptionStatus): AppError =>
  conflict(
    `The subscription is ${words(from)} and cannot become ${words(to)}. From here it can become: ${TRANSITIONS[from].map(words).join(", ") || "nothing; start a new one"}.`,
    {
      state: from,
      allowed: TRANSITIONS[from],
    },
  );

/** Somebody else changed the subscription between reading and writing. The caller reads again. */
export const changedMeanwhile = (): AppError =>
  conflict(
    "The subscription was changed by somebody else at the same moment. Look at it again, and repeat what still applies.",
  );

export const alreadySubscribed = (): AppError =>
  conflict(
    "This organization already has a live subscription. Change or cancel that one instead of starting a second.",
  );

const words = (status: SubscriptionStatus): string => status.toLowerCase().replaceAll("_", " ");
