import type { InvitationRow, MemberRow, MembersModel, ReadyMembers } from "./model";

const rosa: MemberRow = {
  id: "mbr_0193rosa",
  userId: "usr_0193rosa",
  name: "Rosa Vega",
  email: "rosa@acme.example",
  role: "owner",
  you: true,
  signedInAt: "2026-11-20T08:02:00Z",
  keys: [{ id: "key_01934a", name: "Production" }],
  mayBecome: [],
  mayRemove: false,
  mayOwn: false,
};

const teo: MemberRow = {
  ...rosa,
  id: "mbr_0193teo",
  userId: "usr_0193teo",
  name: "Teo Lind",
  email: "teo@acme.example",
  role: "admin",
  you: false,
  keys: [
    { id: "key_01934b", name: "Staging" },
    { id: "key_01934c", name: "Zapier" },
  ],
  mayBecome: ["owner", "admin", "member", "viewer"],
  mayRemove: true,
  mayOwn: true,
};

const other = (name: string, role: MemberRow["role"], signedInAt: string | null): MemberRow => {
  const [first = name] = name.toLowerCase().split(" ");
  const ids = { id: `mbr_0193${first}`, userId: `usr_0193${first}`, email: `${first}@acme.example` };
  return { ...teo, ...ids, name, role, signedInAt, keys: [] };
};

const members: readonly MemberRow[] = [
  rosa,
  teo,
  other("Ines Moreau", "admin", "2026-11-19T10:00:00Z"),
  other("Jun Okada", "member", "2026-11-17T10:00:00Z"),
  other("Sami Aalto", "member", null),
  other("Elif Bora", "viewer", null),
];

const noor: InvitationRow = {
  id: "ivt_0193noor",
  email: "noor@acme.example",
  role: "member",
  state: "open",
  invitedBy: "Teo Lind",
  expiresAt: "2026-11-26T16:40:00Z",
};

const ready: ReadyMembers = {
  kind: "ready",
  organizationName: "Acme",
  timeZone: "UTC",
  asOf: "2026-11-20T16:40:00Z",
  seats: { used: 5, invited: 2, limit: 10 },
  members,
  invitations: [
    noor,
    {
      ...noor,
      id: "ivt_0193max",
      email: "max@acme.example",
      invitedBy: "Rosa Vega",
      expiresAt: "2026-11-21T16:40:00Z",
    },
    {
      ...noor,
      id: "ivt_0193lea",
      email: "lea@acme.example",
      role: "viewer",
      state: "expired",
      invitedBy: "Rosa Vega",
      expiresAt: "2026-11-09T16:40:00Z",
    },
  ],
  moreInvitations: false,
  mayManage: true,
  owners: [rosa.userId],
  upgradeHref: "/orgs/acme/billing/change",
  endHref: "/orgs/acme/settings/end",
  csvHref: "/orgs/acme/members/csv",
  mail: "smtp",
};

const asSeen = (row: MemberRow): MemberRow => ({ ...row, mayBecome: [], mayRemove: false, mayOwn: false });

export const states = {
  team: ready,
  only_you: { ...ready, members: [rosa], invitations: [], seats: { used: 1, invited: 0, limit: 3 }, mail: "mailbox" },
  seat_limit: { ...ready, seats: { used: 5, invited: 0, limit: 5 }, invitations: [] },
  unlimited: { ...ready, seats: { used: 5, invited: 2, limit: null }, mail: "off" },
  no_permission: {
    ...ready,
    mayManage: false,
    endHref: undefined,
    members: members.map((row) => ({ ...asSeen(row), you: row.name === "Jun Okada" })),
  },
  remove: { ...ready, dialog: { kind: "remove", memberId: teo.id } },
  transfer: { ...ready, dialog: { kind: "transfer", memberId: teo.id } },
  loading: { kind: "loading" },
  error: { kind: "failed", requestId: "req_0193487c2e1a7b40", retryHref: "/orgs/acme/members" },
} satisfies Record<string, MembersModel>;
