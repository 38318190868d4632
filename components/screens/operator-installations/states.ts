import type { InstallationsModel, ReadyInstallations, TenantInstallation } from "./model";

const shop: TenantInstallation = {
  id: "fam_019aa7c2f0b07c5e9d3e1f0a2b3c4d5e",
  domain: "shop.acme.example",
  mode: "live",
  state: "active",
  activatedAt: "2026-11-03T09:12:00Z",
  refreshedAt: "2026-11-20T16:36:00Z",
  lastIp: "203.0.113.7",
  endsAt: "2026-12-20T16:36:00Z",
  organization: { id: "og_019a", name: "Acme", href: "/admin/organizations/og_019a" },
};

const ready: ReadyInstallations = {
  kind: "ready",
  filter: { search: "", state: "" },
  filtered: false,
  nextHref: null,
  firstHref: null,
  mayRevoke: true,
  rows: [
    shop,
    {
      ...shop,
      id: "fam_019aa7c2f0b07c5e9d3e1f0a2b3c4d5f",
      domain: "a-very-long-name-of-a-shop-that-sells-everything.globex.example:8443",
      mode: "test",
      state: "reused",
      lastIp: "2001:db8:85a3:8d3:1319:8a2e:370:7348",
      endsAt: "2026-11-19T11:20:00Z",
      organization: {
        id: "og_019b",
        name: "Globex and everybody who works with it",
        href: "/admin/organizations/og_019b",
      },
    },
    {
      ...shop,
      id: "fam_019aa7c2f0b07c5e9d3e1f0a2b3c4d60",
      state: "revoked",
      lastIp: null,
      endsAt: "2026-11-18T08:00:00Z",
    },
    { ...shop, id: "fam_019aa7c2f0b07c5e9d3e1f0a2b3c4d61", state: "expired", endsAt: "2026-11-12T08:00:00Z" },
  ],
};

/** Every state in which the list can be, by name. */
export const states: Readonly<Record<string, InstallationsModel>> = {
  some: ready,
  revoke: { ...ready, asksAbout: shop.id },
  support: { ...ready, mayRevoke: false },
  middle_page: {
    ...ready,
    filter: { search: "shop", state: "active" },
    filtered: true,
    rows: [shop],
    firstHref: "/admin/installations?search=shop",
    nextHref: "/admin/installations?search=shop&cursor=WzE",
  },
  nothing_found: { ...ready, filter: { search: "initech", state: "" }, filtered: true, rows: [] },
  none: { ...ready, rows: [] },
  error: { kind: "failed", requestId: "req_01934f7a", retryHref: "/admin/installations" },
};
