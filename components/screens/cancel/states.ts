import type { CancelModel, OpenCancel } from "./model";

/* The states of a cancellation, told with Acme on Growth. */

const ENDS_AT = "2026-12-03T00:00:00.000Z";

const open: OpenCancel = {
  kind: "open",
  organizationName: "Acme",
  planName: "Growth",
  price: { amount: "39900", currency: "usd" },
  interval: "month",
  timeZone: "UTC",
  endsAt: ENDS_AT,
  consequences: [
    { kind: "stops", words: "On Dec 3, 2026: 100,000 API calls a period. Free has 100 a day and refuses beyond." },
    { kind: "stops", words: "On Dec 3, 2026: advanced analytics." },
    { kind: "stays", words: "Use beyond the allowance is billed a last time on Dec 3, 2026; $57.00 so far." },
    { kind: "stays", words: "Members, API keys, history and invoices stay; nothing is deleted." },
    { kind: "stays", words: "Credits stay in the wallet." },
  ],
  reasons: [
    { value: "too_expensive", label: "Too expensive" },
    { value: "missing_feature", label: "Something is missing" },
    { value: "not_used", label: "Not used enough" },
    { value: "switched", label: "Using something else" },
    { value: "project_ended", label: "The project ended" },
    { value: "other", label: "Another reason" },
  ],
  timings: [
    { value: "period_end", at: ENDS_AT, words: "The period is paid already; everything works until it ends." },
    { value: "now", at: "2026-11-20T16:40:00.000Z", words: "Calls are held to Free at once. Nothing is paid back." },
  ],
  offer: { planName: "Starter", price: { amount: "4900", currency: "usd" }, interval: "month", href: "change-plan" },
  backHref: "billing",
  error: null,
};

/** Every state of the cancel page by name. */
export const states: Readonly<Record<string, CancelModel>> = {
  open,
  period_end_only: { ...open, timings: [open.timings[0]], offer: null },
  failed: {
    ...open,
    error: "Stripe did not answer in time. Nothing was changed; Growth goes on. Try again in a moment.",
  },
  scheduled: {
    kind: "scheduled",
    organizationName: "Acme",
    planName: "Growth",
    timeZone: "UTC",
    endsAt: ENDS_AT,
    backHref: "billing",
  },
  undone: {
    kind: "undone",
    organizationName: "Acme",
    planName: "Growth",
    price: { amount: "39900", currency: "usd" },
    interval: "month",
    timeZone: "UTC",
    renewsAt: ENDS_AT,
    backHref: "billing",
  },
  loading: { kind: "loading" },
};
