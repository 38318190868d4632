import type { ActivationModel, CodeRow, InstallationRow, ReadyActivation } from "./model";

const open: CodeRow = {
  id: "act_01934a",
  domain: "shop.acme.example",
  mode: "live",
  lastFour: "x9Kd",
  createdBy: "Rosa Vega",
  expiresAt: "2026-11-20T16:48:00Z",
  revokedAt: null,
};

const codes: readonly CodeRow[] = [
  open,
  { ...open, id: "act_01934b", domain: null, mode: "test", lastFour: "p4Rs", expiresAt: "2026-11-20T16:41:30Z" },
  { ...open, id: "act_01934c", domain: "blog.acme.example", lastFour: "a8Fy", expiresAt: "2026-11-20T15:10:00Z" },
  { ...open, id: "act_01934d", lastFour: "m3Ue", createdBy: "Ines Moreau", revokedAt: "2026-11-20T14:00:00Z" },
];

const active: InstallationRow = {
  id: "fam_01934a",
  domain: "shop.acme.example",
  mode: "live",
  state: "active",
  activatedAt: "2026-11-02T10:00:00Z",
  refreshedAt: "2026-11-20T16:38:00Z",
  lastIp: "203.0.113.7",
  endsAt: "2026-12-20T16:38:00Z",
};

const installations: readonly InstallationRow[] = [
  active,
  {
    ...active,
    id: "fam_01934b",
    domain: "localhost:4100",
    mode: "test",
    lastIp: "2001:db8:85a3:8d3:1319:8a2e:370:7348",
    refreshedAt: "2026-11-20T16:35:00Z",
  },
  {
    ...active,
    id: "fam_01934c",
    domain: "old-campaign.acme.example",
    state: "reused",
    refreshedAt: "2026-11-18T09:12:00Z",
    endsAt: "2026-11-18T09:30:00Z",
  },
  {
    ...active,
    id: "fam_01934d",
    domain: "partner.example",
    state: "revoked",
    refreshedAt: "2026-11-10T12:00:00Z",
    endsAt: "2026-11-10T12:04:00Z",
    lastIp: null,
  },
  {
    ...active,
    id: "fam_01934e",
    domain: "spring-sale.acme.example",
    state: "expired",
    activatedAt: "2026-05-01T08:00:00Z",
    refreshedAt: "2026-06-11T12:00:00Z",
    endsAt: "2026-07-11T12:00:00Z",
  },
];

const ready: ReadyActivation = {
  kind: "ready",
  organizationName: "Acme",
  timeZone: "UTC",
  asOf: "2026-11-20T16:40:00Z",
  codes,
  installations,
  more: false,
  mayManage: true,
  snippet: `import { activate } from "@weir/node/activation";

const activation = await activate({ baseUrl: "https://meter.example", code });
await activation.fetch("/v1/usage", { method: "POST", … });`,
};

export const states = {
  installed: ready,
  none: { ...ready, codes: [], installations: [] },
  code_waits: { ...ready, codes: [open], installations: [] },
  reused: { ...ready, codes: [], installations: installations.filter(({ state }) => state === "reused") },
  read_only: { ...ready, mayManage: false },
  create: { ...ready, dialog: { kind: "create" } },
  created: {
    ...ready,
    dialog: {
      kind: "created",
      code: {
        text: "weir_act_EXAMPLE_5hT2mQ8rVd0KxLw3YpNcZk41_0aB1cD",
        domain: "shop.acme.example",
        mode: "live",
        expiresAt: "2026-11-20T16:50:00Z",
      },
    },
  },
  revoke: { ...ready, dialog: { kind: "revoke", installationId: active.id } },
  loading: { kind: "loading" },
  error: { kind: "failed", requestId: "req_0193487c2e1a7b40", retryHref: "/orgs/acme/activation" },
} satisfies Record<string, ActivationModel>;
