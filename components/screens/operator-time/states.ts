import type { Journey, ReadyTime, TimeModel } from "./model";

const ready: ReadyTime = {
  kind: "ready",
  now: "2026-12-03T09:30:00.000Z",
  real: "2026-11-21T09:30:00.000Z",
  ahead: "12 days ahead of real time",
  simulator: "2026-12-03T09:30:00.000Z",
  next: { at: "2026-12-05T10:00:00.000Z", what: "a trial ends, at Stripe" },
  locked: null,
  leaps: [
    { label: "To what is next", to: "2026-12-05T10:00:00.000Z" },
    { label: "1 day", to: "2026-12-04T09:30:00.000Z" },
    { label: "1 week", to: "2026-12-10T09:30:00.000Z" },
    { label: "1 month", to: "2027-01-03T09:30:00.000Z" },
  ],
};

const underway: Journey = {
  from: "2026-12-03T09:30:00.000Z",
  at: "2026-12-18T10:00:00.000Z",
  to: "2027-01-03T09:30:00.000Z",
  steps: 5,
  state: "underway",
  passed: [
    { at: "2026-12-18T10:00:00.000Z", what: "a subscription is renewed, at Stripe" },
    { at: "2026-12-08T11:00:00.000Z", what: "a payment is tried again, at Stripe" },
    { at: "2026-12-05T11:00:00.000Z", what: "an invoice is finalized, at Stripe" },
    { at: "2026-12-05T10:00:00.000Z", what: "a trial ends, at Stripe" },
    { at: "2026-12-04T01:00:00.000Z", what: "a usage window closes" },
  ],
};

/** How the clocks stand half way. */
const halfWay: ReadyTime = {
  ...ready,
  ...{ now: underway.at, simulator: underway.at, ahead: "27 days ahead of real time" },
  next: { at: "2026-12-21T10:00:00.000Z", what: "a period ends" },
};

export const states: Readonly<Record<string, { model: TimeModel; journey?: Journey }>> = {
  ready: { model: ready },
  "nothing-due": {
    model: {
      ...ready,
      ...{ real: ready.now, ahead: "In step with real time", next: null, leaps: ready.leaps.slice(1) },
    },
  },
  underway: { model: halfWay, journey: underway },
  arrived: {
    model: { ...ready, now: underway.to, simulator: underway.to, ahead: "43 days ahead of real time", next: null },
    journey: { ...underway, at: underway.to, steps: 9, state: "arrived" },
  },
  refused: {
    model: halfWay,
    journey: {
      ...underway,
      state: "refused",
      because:
        "The Stripe simulator does not answer, so the two clocks cannot be moved together. See that it runs, then move again.",
    },
  },
  locked: {
    model: {
      ...ready,
      ...{ real: ready.now, ahead: "In step with real time", simulator: null, leaps: [] },
      locked: "The clock moves only in demonstrations, development and tests. Set WEIR_DEMO=1 for a demonstration.",
    },
  },
  failed: { model: { kind: "failed", requestId: "req_01JD4T", retryHref: "/admin/time" } },
};
