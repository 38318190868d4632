import type { AuditEntryModel, AuditModel, AuditRow, ReadyAudit } from "./model";

const path = "/orgs/acme/audit";
const created: AuditRow = {
  id: "jrn_019aa7c2f0b07c5e9d3e1f0a2b3c4d5e",
  at: "2026-11-21T09:40:12Z",
  actor: "rosa@acme.example",
  actorId: "user:usr_019aa7c2f0b07c5e9d3e1f0a2b3c4d01",
  onBehalfOf: null,
  action: "api_key.created",
  entity: { type: "api_key", id: "key_019aa7c2f0b07c5e9d3e1f0a2b3c4d02" },
  organization: null,
  reason: null,
  changes: [
    { field: "environment", before: null, after: "PROD" },
    { field: "scopes", before: null, after: "usage:read, usage:write" },
    { field: "deployment", before: null, after: "false" },
  ],
  href: `${path}/jrn_019aa7c2f0b07c5e9d3e1f0a2b3c4d5e`,
};
const rows: readonly AuditRow[] = [
  created,
  {
    ...created,
    id: "jrn_2",
    actor: "The operator",
    actorId: null,
    onBehalfOf: "rosa@acme.example",
    action: "alert_preferences.set",
    entity: { type: "organization", id: "og_019aa7c2f0b07c5e9d3e1f0a2b3c4d03" },
    changes: [{ field: "muted", before: "true", after: "false" }],
  },
  {
    ...created,
    id: "jrn_3",
    actor: "The operator",
    actorId: null,
    action: "override.set",
    reason: "Twice the calls until the new contract is signed, as agreed on the telephone",
    entity: { type: "override", id: "ovr_019aa7c2f0b07c5e9d3e1f0a2b3c4d04" },
    changes: [{ field: "amount", before: "10000", after: "20000" }],
  },
  {
    ...created,
    id: "jrn_4",
    actor: "Stripe",
    actorId: null,
    action: "subscription.changed",
    entity: { type: "subscription", id: "subn_019aa7c2f0b07c5e9d3e1f0a2b3c4d05" },
    changes: [{ field: "status", before: "TRIALING", after: "ACTIVE" }],
  },
];

const some: ReadyAudit = {
  kind: "ready",
  whose: "tenant",
  path,
  filter: { actor: "", action: "", entity: "", organization: "", from: "", to: "" },
  filtered: false,
  standing: { chains: 1, unchecked: 0, checkedSince: "2026-11-21T03:00:00Z", broken: [] },
  rows,
  csvHref: `${path}/csv`,
  csvRows: 5_000,
  nextHref: `${path}?cursor=WzE`,
  firstHref: null,
};
const operator: ReadyAudit = {
  ...some,
  whose: "operator",
  path: "/admin/audit",
  rows: rows.map((row, index) => ({
    ...row,
    actor: row.actor === "The operator" ? "ida@weir.example" : row.actor,
    organization: index === 2 ? null : { name: "Acme", href: "/admin/organizations/og_1" },
  })),
  standing: { ...some.standing, chains: 10_214, unchecked: 3 },
};

/** Every state of the tenant's page, by name. */
export const states: Readonly<Record<string, AuditModel>> = {
  some,
  nothing_found: {
    ...some,
    filter: { ...some.filter, actor: "nobody@acme.example", from: "2026-11-01" },
    filtered: true,
    rows: [],
    nextHref: null,
  },
  none: { ...some, rows: [], nextHref: null, standing: { ...some.standing, unchecked: 1, checkedSince: null } },
  error: { kind: "failed", requestId: "req_01934f7a", retryHref: path },
};

/** Every state of the operator's page, by name. */
export const operatorStates: Readonly<Record<string, AuditModel>> = {
  verified: operator,
  broken: {
    ...operator,
    standing: {
      ...operator.standing,
      broken: [
        {
          chain: "og_019aa7c2f0b07c5e9d3e1f0a2b3c4d03",
          name: "Acme",
          position: "17",
          because: "its content is not what was written",
          entryHref: "/admin/audit/jrn_2",
        },
        {
          chain: "deployment",
          name: "The deployment",
          position: "204",
          because: "the end was cut off since the head was last copied",
          entryHref: null,
        },
      ],
    },
  },
};

const entry = { ...created, position: "41", requestId: "req_019aa7c2", ip: "203.0.113.9", hash: "3f9a".repeat(16) };

/** Every state of one entry, by name. */
export const entryStates: Readonly<Record<string, AuditEntryModel>> = {
  made: { kind: "ready", entry, backHref: path },
  changed: {
    kind: "ready",
    backHref: path,
    entry: { ...entry, ...rows[2], reason: "Twice the calls until the new contract is signed", ip: null },
  },
  on_behalf: {
    kind: "ready",
    backHref: path,
    entry: { ...entry, ...rows[1], changes: [] },
  },
  error: { kind: "failed", requestId: "req_01934f7a", retryHref: path },
};
