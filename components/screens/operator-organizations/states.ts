import type { OrganizationRow, OrganizationsModel, ReadyOrganizations } from "./model";

const calls = { one: "call", many: "calls" };

const acme: OrganizationRow = {
  id: "og_019aa7c2f0b07c5e9d3e1f0a2b3c4d5e",
  name: "Acme",
  slug: "acme",
  externalKey: "acme-eu-1",
  owner: "rosa@acme.example",
  kind: "team",
  status: "active",
  plan: "Growth",
  subscription: "ACTIVE",
  tags: ["at-risk", "pilot-2026"],
  fullest: {
    meter: "API calls",
    window: "BILLING_PERIOD",
    unit: calls,
    used: 112_400,
    limit: 100_000,
    policy: "METERED",
  },
  createdAt: "2026-11-20T10:00:00Z",
  href: "/admin/organizations/og_019aa7c2f0b07c5e9d3e1f0a2b3c4d5e",
};

const ready: ReadyOrganizations = {
  kind: "ready",
  filter: { search: "", status: "", plan: "", tag: "", sort: "newest" },
  filtered: false,
  plans: [
    { code: "FREE", name: "Free" },
    { code: "PRO", name: "Pro" },
    { code: "GROWTH", name: "Growth" },
  ],
  tags: ["at-risk", "pilot-2026"],
  orderedAt: null,
  csvHref: "/admin/organizations/csv",
  csvRows: 100_000,
  firstHref: null,
  nextHref: null,
  rows: [
    acme,
    {
      ...acme,
      id: "og_019aa7c2f0b07c5e9d3e1f0a2b3c4d5f",
      name: "Globex",
      slug: "globex",
      status: "suspended",
      plan: "Pro",
      subscription: "PAST_DUE",
      fullest: {
        meter: "Storage",
        window: "LIFETIME",
        unit: { one: "MB", many: "MB", shown: { unit: "GB", per: 1_000 } },
        used: 36_500,
        limit: 50_000,
        policy: "HARD_STOP",
      },
    },
    {
      ...acme,
      id: "og_019aa7c2f0b07c5e9d3e1f0a2b3c4d60",
      name: "Rosa Vega-Hernandez and everybody who works with her on the long project",
      slug: "rosa-vega-hernandez",
      externalKey: null,
      tags: [],
      owner: null,
      kind: "personal",
      status: "archived",
      plan: null,
      subscription: null,
      fullest: null,
    },
  ],
};

/** Every state in which the list can be, by name. */
export const states: Readonly<Record<string, OrganizationsModel>> = {
  some: ready,
  middle_page: {
    ...ready,
    filter: { ...ready.filter, sort: "name", plan: "GROWTH" },
    filtered: true,
    firstHref: "/admin/organizations?sort=name",
    nextHref: "/admin/organizations?sort=name&cursor=WzE",
  },
  by_usage: { ...ready, filter: { ...ready.filter, sort: "usage" }, orderedAt: "2026-11-20T16:35:00Z" },
  nothing_found: { ...ready, filter: { ...ready.filter, search: "initech" }, filtered: true, rows: [] },
  none: { ...ready, rows: [] },
  error: { kind: "failed", requestId: "req_01934f7a", retryHref: "/admin/organizations" },
};
