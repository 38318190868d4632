export { HANDLERS } from "./handlers";
export { inboxBacklog, receiveWebhook, replayEvent } from "./inbox";
export type { EventHandler, InboxEvent } from "./model";
export { paymentsOff } from "./off";
export { processDueEvents } from "./process-event";
export { createStripeProvider } from "./provider";
export { sweepEvents, type EventSweep } from "./sweep-events";
