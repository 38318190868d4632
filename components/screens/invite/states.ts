import type { InviteModel } from "./model";

const invitation = {
  organization: "Acme",
  role: "Member",
  may: "Uses it; reads billing",
  email: "teo@acme.example",
  invitedBy: "Rosa Vega",
  expires: "Nov 27, 2026, 17:40 Europe/Berlin",
} as const;

export const states = {
  signed_out: { kind: "signed_out", invitation, signUpHref: "/sign-up", signInHref: "/sign-in" },
  ready: { kind: "ready", invitation, as: "teo@acme.example" },
  no_seat: {
    kind: "ready",
    invitation,
    as: "teo@acme.example",
    error: "No seat is free in Acme. Ask Rosa Vega to make room or to choose a larger plan, then press again.",
  },
  wrong_account: { kind: "wrong_account", invitation, as: "bill@initech.example" },
  expired: { kind: "expired", invitation },
  revoked: { kind: "revoked", invitation },
  used: { kind: "used", invitation, homeHref: "/orgs/acme" },
  unknown: { kind: "unknown" },
} satisfies Record<string, InviteModel>;
