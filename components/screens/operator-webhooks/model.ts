export type EventState = "waiting" | "failing" | "done" | "ignored" | "dead";

export interface EventRow {
  id: string;
  type: string;
  state: EventState;
  organization: { name: string; href: string } | null;
  receivedAt: string;
  attempts: number;
  /** What came of it, or what went wrong last. */
  note: string | null;
  href: string;
}

export interface EventFilterModel {
  type: string;
  state: EventState | "";
  organization: string;
}

export interface ReadyWebhooks {
  kind: "ready";
  filter: EventFilterModel;
  rows: readonly EventRow[];
  /** One line on how far behind the inbox is. */
  standing: string;
  behind: boolean;
  /** How many events the filter meets, at most as many as one replay takes; null without a filter. */
  meets: number | null;
  nextHref: string | null;
  firstHref: string | null;
  mayReplay: boolean;
}

export type WebhooksModel = ReadyWebhooks | { kind: "failed"; requestId: string; retryHref: string };

/** What an event made the house do. */
export interface EffectRow {
  action: string;
  entity: string;
  at: string;
  before: string;
  after: string;
}

export interface ReadyEvent {
  kind: "ready";
  event: EventRow;
  apiVersion: string | null;
  objectId: string | null;
  processedAt: string | null;
  dueAt: string | null;
  deadAt: string | null;
  /** From its arrival to its effect, in words. */
  lag: string | null;
  error: string | null;
  payload: string;
  effects: readonly EffectRow[];
  mayReplay: boolean;
}

export type EventModel = ReadyEvent | { kind: "failed"; requestId: string; retryHref: string };

export type ReplayAnswer = { kind: "replayed"; count: number } | { kind: "refused"; message: string };
export type ReplayAction = () => Promise<ReplayAnswer>;
