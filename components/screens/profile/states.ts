import type { ProfileModel, ReadyProfile, SessionRow } from "./model";

const here: SessionRow = {
  id: "ses_1",
  here: true,
  browser: "Firefox on Linux",
  ip: "203.0.113.7",
  startedAt: "2026-11-20T08:12:00Z",
  expiresAt: "2026-12-04T08:12:00Z",
};

const alone: ReadyProfile = {
  kind: "ready",
  name: "Rosa Vega",
  email: "rosa@acme.example",
  timeZone: "Europe/Madrid",
  zones: ["Asia/Tokyo", "Europe/Berlin", "Europe/Madrid", "UTC"].map((value) => ({ value, label: value })),
  sessions: [here],
  secondStep: { kind: "off" },
  events: [],
  account: { kind: "here" },
};

/** Every state of the profile, by name. */
export const states: Readonly<Record<string, ProfileModel>> = {
  ready: {
    ...alone,
    sessions: [
      here,
      {
        ...here,
        id: "ses_2",
        here: false,
        browser: "Safari on iOS",
        ip: "198.51.100.24",
        startedAt: "2026-11-18T19:40:00Z",
      },
      { ...here, id: "ses_3", here: false, browser: "Unknown browser", ip: null, startedAt: "2026-11-09T23:05:00Z" },
    ],
  },
  alone,
  second_step_proposed: {
    ...alone,
    secondStep: {
      kind: "proposed",
      secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
      uri: "otpauth://totp/Weir:rosa%40acme.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Weir",
    },
  },
  second_step_codes: {
    ...alone,
    secondStep: {
      kind: "codes",
      codes: [
        ...["mfzwi-ylbme", "nrxxe-zlnob", "on2w2-zlsmf", "orugk-3tfn5", "pfqwy-43fon"],
        ...["gezdg-nbvgy", "3tqoj-qgezd", "mzxw6-ytboi", "nbswy-3dpeb", "o2qwg-ylcmf"],
      ],
    },
  },
  second_step_on: {
    ...alone,
    secondStep: { kind: "on", since: "2026-11-21T14:02:00Z", recoveryCodesLeft: 9 },
    events: [
      { id: "jrn_2", at: "2026-11-21T14:02:00Z", words: "Two-step sign-in switched on", ip: "203.0.113.7" },
      { id: "jrn_1", at: "2026-11-20T08:12:00Z", words: "Signed in", ip: "203.0.113.7" },
    ],
  },
  elsewhere: { ...alone, sessions: [], account: { kind: "elsewhere", href: "https://accounts.example.com/user" } },
  loading: { kind: "loading" },
  failed: { kind: "failed", requestId: "req_01a1ff8a60357000a43ad42110729935", retryHref: "/settings/profile" },
};
