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
export { lastCounted, levelBefore, usageByDay, usageByGroup, usageEvents, type UsageRange } from "./queries";
export { recordUsage } from "./record-usage";
