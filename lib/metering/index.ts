export type {
  DailyUsage,
  EventKeyset,
  GroupBy,
  LoggedEvent,
  Recorded,
  ReportedUsage,
  Reporter,
  UsageBucket,
} from "./model";
export { aggregateUsage, type AggregatedUsage } from "./aggregate-usage";
export type { UsageAggregate } from "./aggregates";
export { cureFor, knownMeter, knownMeters, type Cure } from "./cures";
export {
  holdUsage,
  listHolds,
  readHold,
  releaseHold,
  settleHold,
  type ReportedHold,
  type ReportedSettlement,
} from "./hold-usage";
export {
  lastCounted,
  levelBefore,
  usageAggregates,
  usageByDay,
  usageByGroup,
  usageEvents,
  type UsageRange,
} from "./queries";
export { recordUsage, recordUsages } from "./record-usage";
export { countUsageShares, fullestAllowances, usageSharesSince, type FullestAllowance } from "./usage-shares";
