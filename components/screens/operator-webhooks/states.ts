import type { EventModel, EventRow, ReadyEvent, ReadyWebhooks, WebhooksModel } from "./model";

const acme = { name: "Acme", href: "/admin/organizations/og_0192f7c3a1/quota" };
const paid: EventRow = {
  id: "evt_1QxT2bLkdIwHu7ix0cPq3Zs8",
  type: "invoice.paid",
  state: "done",
  organization: acme,
  receivedAt: "2026-11-21T09:40:12Z",
  attempts: 1,
  note: "invoice paid; subscription update: active",
  href: "/admin/webhooks/evt_1QxT2bLkdIwHu7ix0cPq3Zs8",
};
const rows: readonly EventRow[] = [
  { ...paid, id: "evt_1QxT2bLkdIwHu7ix0cPq3Zs9", state: "waiting", attempts: 0, note: null, type: "invoice.updated" },
  paid,
  {
    ...paid,
    id: "evt_1QxT2bLkdIwHu7ix0cPq3Zt0",
    state: "failing",
    attempts: 4,
    type: "customer.subscription.updated",
    note: "The payment provider did not answer when asked to look up a subscription.",
  },
  {
    ...paid,
    id: "evt_1QxT2bLkdIwHu7ix0cPq3Zt1",
    state: "dead",
    attempts: 12,
    type: "checkout.session.completed",
    note: "The payment provider answered with a billing interval that this version of Weir does not know.",
  },
  {
    ...paid,
    id: "evt_1QxT2bLkdIwHu7ix0cPq3Zt2",
    state: "ignored",
    organization: null,
    type: "radar.early_fraud_warning.created",
    note: "ignored: nobody listens to this type",
  },
];

const some: ReadyWebhooks = {
  kind: "ready",
  filter: { type: "", state: "", organization: "" },
  rows,
  standing: "One waits, for less than a second; one is dead.",
  behind: true,
  meets: null,
  nextHref: null,
  firstHref: null,
  mayReplay: true,
};

/** Every state of the inbox, by name. */
export const states: Readonly<Record<string, WebhooksModel>> = {
  some,
  middle_page: { ...some, firstHref: "/admin/webhooks", nextHref: "/admin/webhooks?cursor=WzE" },
  dead_ones: { ...some, filter: { ...some.filter, state: "dead" }, rows: rows.slice(3, 4), meets: 1 },
  read_only: { ...some, filter: { ...some.filter, state: "dead" }, rows: rows.slice(3, 4), meets: 1, mayReplay: false },
  nothing_found: { ...some, filter: { ...some.filter, type: "invoice.lost" }, rows: [], meets: 0 },
  none: { ...some, rows: [], standing: "None waits, none is dead.", behind: false },
  error: { kind: "failed", requestId: "req_01934f7a", retryHref: "/admin/webhooks" },
};

const done: ReadyEvent = {
  kind: "ready",
  event: paid,
  apiVersion: "2026-10-28.endive",
  objectId: "in_1QxT2aLkdIwHu7ix",
  processedAt: "2026-11-21T09:40:13Z",
  dueAt: null,
  deadAt: null,
  lag: "0.4 s",
  error: null,
  payload: JSON.stringify({ id: paid.id, object: "event", type: paid.type, livemode: false }, null, 2),
  effects: [
    {
      action: "subscription.changed",
      entity: "subscription subn_0192f7c3a1",
      at: "2026-11-21T09:40:13Z",
      before: '{"status":"PAST_DUE"}',
      after: '{"status":"ACTIVE"}',
    },
  ],
  mayReplay: true,
};

/** Every state of one event, by name. */
export const eventStates: Readonly<Record<string, EventModel>> = {
  done,
  dead: {
    ...done,
    event: { ...paid, state: "dead", attempts: 12, note: null },
    processedAt: null,
    lag: null,
    deadAt: "2026-11-21T11:02:00Z",
    error: "This version of Weir does not know a billing interval that the payment provider answered with.",
    effects: [],
  },
  error: { kind: "failed", requestId: "req_01934f7a", retryHref: "/admin/webhooks/evt_1" },
};
