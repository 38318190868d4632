export { changeSubscription, type SubscriptionChange } from "./change-subscription";
export { alreadySubscribed, changedMeanwhile, subscriptionMissing } from "./errors";
export { isLive, SUBSCRIPTION_STATUSES } from "./model";
export type {
  LiveStatus,
  NewSubscription,
  ScheduledChange,
  Subscription,
  SubscriptionSource,
  SubscriptionStatus,
  SubscriptionTerms,
} from "./model";
export {
  findLiveSubscription,
  findSubscriptionByStripeId,
  getSubscription,
  hadTrial,
  internalSubscriptionsDueToEnd,
  listSubscriptions,
  liveSubscription,
  organizationOfSubscription,
  lockLiveSubscription,
  subscriptionHistory,
} from "./queries";
export { assignInternalPlan, fallBackToFree, replaceSubscription } from "./replace-subscription";
export { rollPeriods } from "./roll-periods";
export { sameTerms, termsOf } from "./rules/same-terms";
export { choicesFrom, mayTake, standingOf, STEPS, type Standing, type Step } from "./rules/steps";
export { canBecome, canReach, TRANSITIONS } from "./rules/transition";
export { startFallbackSubscription, startSubscription } from "./start-subscription";
