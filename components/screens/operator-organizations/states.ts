import type { OrganizationRow, OrganizationsModel, ReadyOrganizations } from "./model";

const acme: OrganizationRow = {
  id: "og_019aa7c2f0b07c5e9d3e1f0a2b3c4d5e",
  name: "Acme",
  slug: "acme",
  externalKey: "acme-eu-1",
  kind: "team",
  status: "active",
  createdAt: "2026-11-20T10:00:00Z",
  href: "/admin/organizations/og_019aa7c2f0b07c5e9d3e1f0a2b3c4d5e/quota",
};

const ready: ReadyOrganizations = {
  kind: "ready",
  search: "",
  firstHref: null,
  nextHref: null,
  rows: [
    acme,
    { ...acme, id: "og_019aa7c2f0b07c5e9d3e1f0a2b3c4d5f", name: "Globex", slug: "globex", status: "suspended" },
    {
      ...acme,
      id: "og_019aa7c2f0b07c5e9d3e1f0a2b3c4d60",
      name: "Rosa Vega-Hernandez and everybody who works with her on the long project",
      slug: "rosa-vega-hernandez",
      externalKey: null,
      kind: "personal",
      status: "archived",
    },
  ],
};

/** Every state in which the list can be, by name. */
export const states: Readonly<Record<string, OrganizationsModel>> = {
  some: ready,
  middle_page: { ...ready, firstHref: "/admin/organizations", nextHref: "/admin/organizations?cursor=WzE" },
  nothing_found: { ...ready, search: "initech", rows: [] },
  none: { ...ready, rows: [] },
  error: { kind: "failed", requestId: "req_01934f7a", retryHref: "/admin/organizations" },
};
