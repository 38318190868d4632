import type { EndingModel, ReadyEnding } from "./model";

const team: ReadyEnding = {
  kind: "ready",
  what: "organization",
  organizationName: "Acme",
  typed: "Acme",
  backHref: "/orgs/acme/members",
};

export const states = {
  team,
  paying: { ...team, blockedBy: { plan: "Growth", href: "/orgs/acme/billing/cancel" } },
  account: { ...team, what: "account", organizationName: "Rosa Vega", typed: "rosa@acme.example" },
  confirm: { ...team, dialog: true },
  error: { kind: "failed", requestId: "req_0193487c2e1a7b40", retryHref: "/orgs/acme/settings/end" },
} satisfies Record<string, EndingModel>;
