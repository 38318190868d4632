export { HANDLERS, REPORT_HANDLERS } from "./handlers";
export { MAX_REPLAYED, receiveThinWebhook, receiveWebhook, replayEvent, replayEvents, type Received } from "./inbox";
export { EVENT_STATES } from "./model";
export type {
  EventFilter,
  EventHandler,
  EventKeyset,
  EventPage,
  EventState,
  InboxEvent,
  ReportHandler,
  StoredEvent,
} from "./model";
export { paymentsOff } from "./off";
export { processDueEvents } from "./process-event";
export { createStripeProvider } from "./provider";
export { countStoredEvents, findStoredEvent, inboxBacklog, listStoredEvents, MAX_EVENTS_PAGE } from "./queries";
export { sweepEvents, type EventSweep } from "./sweep-events";
export { compareWithStripe } from "./drift/compare-with-stripe";
export type { Comparison, Difference, DriftKind, FieldDifference, Repair, Repaired } from "./drift/model";
export { repairDrift } from "./drift/repair-drift";
export { withoutPersons } from "./drift/without-persons";
