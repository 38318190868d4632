import { MEMBERS, type Somebody, type Town } from "./everybody";

/** One door of the API, and who gets through it. Written by hand: it is what the doors are held against. */
export interface Door {
  /** The scope that a key must carry. `admin:*` is the vendor's own keys'; "signature" is no caller's at all. */
  readonly scope: "usage:write" | "usage:read" | "billing:read" | "billing:write" | "admin:*";
  /** Roles that get through, by first letter; "" where no member does. */
  readonly roles: "OAMV" | "OAM" | "OA" | "O" | "";
  /** Staff that gets through without acting for anybody; absent where a session of staff counts as no credential at all. */
  readonly staff?: "operator" | "both";
  /** Whether an organization's own keys may come; those of the deployment always may. */
  readonly vendorOnly?: true;
  /** What those who get through are answered; several where the first of them changes what the next one finds. */
  readonly ok: readonly number[];
  /** Not for the token of an installation, whatever its scopes. */
  readonly keysOnly?: true;
  /** Whoever may not speak for the organization is told so for each part of what he sent, in an answer of 200. */
  readonly inside?: true;
  /** The path, when the template holds a name; without the parameters of the query that never change who may. */
  readonly at?: (town: Town) => string | Promise<string>;
  readonly body?: (town: Town) => unknown;
  readonly headers?: () => Readonly<Record<string, string>>;
}

const READS_USAGE = { scope: "usage:read", roles: "OAMV", ok: [200] } as const;
/** Holds are read by whoever makes them: a key's scope for both is one. */
const READS_HOLDS = { scope: "usage:write", roles: "OAMV", ok: [200] } as const;
const READS_BILLING = { scope: "billing:read", roles: "OAMV", ok: [200] } as const;
/** The first finds it as it was; the next ones find a state that does not allow the step any more. */
const STEPS = { scope: "billing:write", roles: "OA", ok: [200, 409] } as const;

const BUYS = { scope: "billing:write", roles: "OA" } as const;

let sent = 0;
const newKey = (): string => `door-${(sent += 1)}`;
const call = () => ({ meter: "api_calls", units: 1, idempotencyKey: newKey() });

async function newHold(town: Town, rest = ""): Promise<string> {
  const body = { ...call(), expiresInSeconds: 60 };
  const { data } = (await town.knock("owner", "POST", "/v1/holds", body)).body;
  return `/v1/holds/${String((data as unknown as { id: string }).id)}${rest}`;
}
const onSubscription = (step: string) => async (town: Town) => `/v1/subscriptions/${await town.subscription()}${step}`;
const onInvoice = (rest: string) => async (town: Town) => `/v1/invoices/${await town.invoice()}${rest}`;
const onSpendLimit = () => "/v1/spend-limits/api_calls";

/** Of an organization's own things: by role, and by the vendor's keys; no key of an organization manages it. */
const MANAGES = { scope: "admin:*" } as const;
/** Whoever gets through is told that there is no such thing: the door let him in, and nothing was lost. */
const NO_SUCH = [404] as const;
const of = (rest: string) => (town: Town) => `/v1/organizations/${town.acme.id}${rest}`;
const NOUGHT = "0".repeat(32);

async function idOfFirst(town: Town, rest: string): Promise<string> {
  const { data } = (await town.knock("owner", "GET", of(rest)(town))).body;
  return String(data[0]?.id);
}
const onFirst = (rest: string) => async (town: Town) => of(`${rest}/${await idOfFirst(town, rest)}`)(town);

/** Routes that ask nobody who he is, and what stands in the place of that. */
export const OPEN: Readonly<Record<string, string>> = {
  "POST /v1/activation/redeem": "the code in the body",
  "POST /v1/activation/refresh": "the refresh token in the body",
  "GET /.well-known/jwks.json": "public keys",
  "GET /v1/openapi.json": "describes the API, and nobody's data",
  "GET /health": "for monitors",
  "GET /healthz": "for monitors",
  "GET /readyz": "for monitors",
  "GET /metrics": "a token of its own",
  "POST /api/webhooks/stripe": "the signature over the raw bytes",
  "POST /api/webhooks/stripe/thin": "the signature over the raw bytes",
  "POST /api/webhooks/clerk": "the signature over the raw bytes",
};

/** Every route that asks. A route that is not here fails the test; so does a row without its route. */
export const DOORS: Readonly<Record<string, Door>> = {
  "POST /v1/usage": { scope: "usage:write", roles: "OAM", ok: [201], body: call },
  "GET /v1/usage": READS_USAGE,
  // Each event of a batch is refused by itself, inside of an answer that arrives.
  "POST /v1/usage/batch": {
    ...{ scope: "usage:write", roles: "OAM", ok: [200], inside: true },
    body: () => ({ events: [call()] }),
  },
  "GET /v1/usage/events": READS_USAGE,
  "GET /v1/usage/summary": READS_USAGE,
  "POST /v1/check": { ...READS_USAGE, body: () => ({ meter: "api_calls", units: 1 }) },
  "POST /v1/holds": {
    scope: "usage:write",
    roles: "OAM",
    ok: [201],
    body: () => ({ ...call(), expiresInSeconds: 60 }),
  },
  "GET /v1/holds": READS_HOLDS,
  "GET /v1/holds/{id}": { ...READS_HOLDS, at: newHold },
  "POST /v1/holds/{id}/settle": {
    ...{ scope: "usage:write", roles: "OAM", ok: [200], at: (town) => newHold(town, "/settle") },
    body: () => ({ units: 1 }),
  },
  "POST /v1/holds/{id}/release": {
    ...{ scope: "usage:write", roles: "OAM", ok: [200], at: (town) => newHold(town, "/release") },
    body: () => ({}),
  },
  "GET /v1/entitlements/{organization}": { ...READS_USAGE, at: ({ acme }) => `/v1/entitlements/${acme.id}` },
  "GET /v1/quota/explain": { ...READS_USAGE, at: () => "/v1/quota/explain?meter=api_calls" },
  "GET /v1/me/subscription": READS_USAGE,
  "GET /v1/me/entitlements": READS_USAGE,
  "GET /v1/me/usage": READS_USAGE,
  "POST /v1/organizations": {
    ...{ scope: "admin:*", roles: "", vendorOnly: true, ok: [201] },
    body: () => ({ name: "Hooli" }),
  },
  "GET /v1/organizations": { scope: "admin:*", roles: "", vendorOnly: true, ok: [200] },
  "GET /v1/organizations/{id}": { ...READS_USAGE, keysOnly: true, at: of("") },
  "PATCH /v1/organizations/{id}": {
    ...{ ...MANAGES, roles: "OA", ok: [200], at: of("") },
    body: () => ({ timeZone: "Europe/Paris" }),
  },
  "GET /v1/organizations/{id}/members": { ...MANAGES, roles: "OAMV", ok: [200], at: of("/members") },
  "PATCH /v1/organizations/{id}/members/{member}": {
    ...{ ...MANAGES, roles: "OA", ok: NO_SUCH, at: of(`/members/mbr_${NOUGHT}`) },
    body: () => ({ role: "viewer" }),
  },
  "DELETE /v1/organizations/{id}/members/{member}": {
    ...{ ...MANAGES, roles: "OA", ok: NO_SUCH, at: of(`/members/mbr_${NOUGHT}`) },
  },
  "POST /v1/organizations/{id}/transfer-ownership": {
    ...{ ...MANAGES, roles: "O", ok: [404, 409, 422], at: of("/transfer-ownership") },
    body: () => ({ to: `mbr_${NOUGHT}` }),
  },
  "GET /v1/organizations/{id}/invitations": { ...MANAGES, roles: "OAMV", ok: [200], at: of("/invitations") },
  "POST /v1/organizations/{id}/invitations": {
    ...{ ...MANAGES, roles: "OA", ok: [200], at: of("/invitations") },
    body: () => ({ emails: [`${newKey()}@example.test`], role: "viewer" }),
  },
  "POST /v1/organizations/{id}/invitations/{invitation}/resend": {
    ...{ ...MANAGES, roles: "OA", ok: NO_SUCH, at: of(`/invitations/ivt_${NOUGHT}/resend`) },
  },
  "DELETE /v1/organizations/{id}/invitations/{invitation}": {
    ...{ ...MANAGES, roles: "OA", ok: NO_SUCH, at: of(`/invitations/ivt_${NOUGHT}`) },
  },
  "GET /v1/organizations/{id}/api-keys": { ...MANAGES, roles: "OAMV", ok: [200], at: of("/api-keys") },
  "POST /v1/organizations/{id}/api-keys": {
    ...{ ...MANAGES, roles: "OA", ok: [201], at: of("/api-keys") },
    body: () => ({ name: "door", scopes: ["usage:read"] }),
  },
  "GET /v1/organizations/{id}/api-keys/{key}": { ...MANAGES, roles: "OAMV", ok: [200], at: onFirst("/api-keys") },
  "PATCH /v1/organizations/{id}/api-keys/{key}": {
    ...{ ...MANAGES, roles: "OA", ok: [200], at: onFirst("/api-keys") },
    body: () => ({ name: newKey() }),
  },
  "DELETE /v1/organizations/{id}/api-keys/{key}": {
    ...{ ...MANAGES, roles: "OA", ok: NO_SUCH, at: of(`/api-keys/key_${NOUGHT}`) },
  },
  "POST /v1/organizations/{id}/api-keys/{key}/rotate": {
    ...{ ...MANAGES, roles: "OA", ok: NO_SUCH, at: of(`/api-keys/key_${NOUGHT}/rotate`) },
  },
  "GET /v1/organizations/{id}/activation-codes": { ...MANAGES, roles: "OA", ok: [200], at: of("/activation-codes") },
  "POST /v1/organizations/{id}/activation-codes": {
    ...{ ...MANAGES, roles: "OA", ok: [201], at: of("/activation-codes") },
    body: () => ({}),
  },
  "DELETE /v1/organizations/{id}/activation-codes/{code}": {
    ...{ ...MANAGES, roles: "OA", ok: NO_SUCH, at: of(`/activation-codes/act_${NOUGHT}`) },
  },
  "GET /v1/organizations/{id}/installations": { ...MANAGES, roles: "OA", ok: [200], at: of("/installations") },
  "DELETE /v1/organizations/{id}/installations/{installation}": {
    ...{ ...MANAGES, roles: "OA", ok: NO_SUCH, at: of(`/installations/fam_${NOUGHT}`) },
  },
  "GET /v1/payments": READS_BILLING,
  // There is none: whoever is let in learns that, and whoever is not learns the same.
  "GET /v1/payments/{id}": { ...READS_BILLING, ok: NO_SUCH, at: () => `/v1/payments/pay_${NOUGHT}` },
  "GET /v1/payments/{id}/refunds": { ...READS_BILLING, ok: NO_SUCH, at: () => `/v1/payments/pay_${NOUGHT}/refunds` },
  "POST /v1/payments/{id}/refunds": {
    ...{ ...MANAGES, roles: "", vendorOnly: true, ok: NO_SUCH, at: () => `/v1/payments/pay_${NOUGHT}/refunds` },
    ...{ body: () => ({ reason: "asked for" }), headers: () => ({ "idempotency-key": newKey() }) },
  },
  "GET /v1/invoices": READS_BILLING,
  "GET /v1/invoices/{id}": { ...READS_BILLING, at: onInvoice("") },
  // It has no PDF and cannot be paid: whoever gets through learns that.
  "GET /v1/invoices/{id}/pdf": { ...READS_BILLING, ok: NO_SUCH, at: onInvoice("/pdf") },
  "POST /v1/invoices/{id}/pay": { ...BUYS, ok: [409], at: onInvoice("/pay") },
  // No such plan, and nothing bought yet: whoever gets through learns that.
  "POST /v1/checkout-sessions": {
    ...{ ...BUYS, ok: NO_SUCH, body: () => ({ plan: "NOWHERE" }), headers: () => ({ "idempotency-key": newKey() }) },
  },
  "POST /v1/portal-sessions": { ...BUYS, ok: [409], body: () => ({}) },
  "GET /v1/spend-limits": READS_BILLING,
  // The free plan has nothing that a spend limit could bound: whoever gets through learns that.
  "PUT /v1/spend-limits/{meter}": {
    ...{ scope: "billing:write", roles: "OA", ok: [422], at: onSpendLimit },
    body: () => ({ limit: { amount: "100", currency: "usd" } }),
  },
  "DELETE /v1/spend-limits/{meter}": { scope: "billing:write", roles: "OA", ok: [404], at: onSpendLimit },
  "GET /v1/subscriptions": READS_BILLING,
  "GET /v1/subscriptions/{id}": { ...READS_BILLING, at: onSubscription("") },
  "POST /v1/subscriptions/{id}/change-plan/preview": {
    ...{ ...STEPS, at: onSubscription("/change-plan/preview") },
    body: () => ({ plan: "PRO", interval: "month" }),
  },
  "POST /v1/subscriptions/{id}/change-plan": {
    ...{ ...STEPS, ok: [200, 409, 422], at: onSubscription("/change-plan") },
    body: () => ({ plan: "PRO", interval: "month", timing: "period_end" }),
    headers: () => ({ "idempotency-key": newKey() }),
  },
  "DELETE /v1/subscriptions/{id}/change-plan": { ...STEPS, at: onSubscription("/change-plan") },
  "POST /v1/subscriptions/{id}/pause": { ...STEPS, at: onSubscription("/pause") },
  "POST /v1/subscriptions/{id}/resume": { ...STEPS, at: onSubscription("/resume") },
  "POST /v1/subscriptions/{id}/cancel": { ...STEPS, at: onSubscription("/cancel") },
  "POST /v1/subscriptions/{id}/reactivate": { ...STEPS, at: onSubscription("/reactivate") },
  "POST /v1/subscriptions": {
    ...{ scope: "admin:*", roles: "", vendorOnly: true, ok: [200] },
    body: () => ({ plan: "INSTITUTION", reason: "a contract" }),
  },
  // The plan that was given above is none that an organization can be ended on: it stays, for those below.
  "DELETE /v1/organizations/{id}": { ...MANAGES, roles: "O", ok: [409], at: of("") },
  "POST /v1/subscriptions/{id}/extend-trial": {
    ...{ scope: "admin:*", roles: "", vendorOnly: true, ok: [409], at: onSubscription("/extend-trial") },
    body: () => ({ until: "2030-01-01T00:00:00Z", reason: "asked for" }),
  },
  // The scope is one that only the vendor's keys carry; staff reads everybody's journal without acting for anybody.
  "GET /v1/audit": { scope: "admin:*", roles: "OA", staff: "both", ok: [200] },
  "GET /orgs/{org}/audit/csv": {
    ...{ scope: "admin:*", roles: "OA", ok: [200] },
    at: ({ acme }) => `/orgs/${acme.id}/audit/csv`,
  },
  "GET /admin/audit/csv": { scope: "admin:*", roles: "", vendorOnly: true, staff: "both", ok: [200] },
  "GET /admin/organizations/csv": { scope: "admin:*", roles: "", vendorOnly: true, staff: "both", ok: [200] },
  "GET /orgs/{org}/members/csv": {
    ...{ ...MANAGES, roles: "OAMV", ok: [200] },
    at: ({ acme }) => `/orgs/${acme.id}/members/csv`,
  },
  "GET /orgs/{org}/usage/csv": {
    ...READS_USAGE,
    at: ({ acme }) => `/orgs/${acme.id}/usage/csv?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z`,
  },
  "POST /api/admin/webhooks/replay": {
    ...{ scope: "admin:*", roles: "", vendorOnly: true, staff: "operator", ok: [200] },
    body: () => ({ state: "DEAD", dryRun: true }),
  },
};

/** Whether somebody gets through a door: true, or the status of the refusal. */
export function verdict(door: Door, who: Somebody): true | number {
  switch (who) {
    case "nobody":
    case "no key":
      return 401;
    case "operator":
    case "support":
      if (door.staff === undefined) return door.vendorOnly ? 401 : 404;
      return door.staff === "both" || door.staff === who || 403;
    case "stranger":
    case "removed":
      return door.vendorOnly ? (door.staff === undefined ? 401 : 403) : 404;
    case "foreign key":
      // A scope that it does not carry is told first; that says nothing of anybody.
      return door.vendorOnly || door.scope === "admin:*" ? 403 : 404;
    case "installation":
      // It reports and reads usage, and nothing else.
      return (!door.vendorOnly && !door.keysOnly && door.scope.startsWith("usage:")) || 403;
    case "vendor":
      return true;
    case "vendor, no admin":
      return door.scope === "admin:*" ? 403 : true;
    case "owner":
    case "admin":
    case "member":
    case "viewer":
      if (door.vendorOnly) return door.staff === undefined ? 401 : 403;
      return [...door.roles].some((letter) => MEMBERS[letter] === who) || 403;
    default:
      return (!door.vendorOnly && who === `key ${door.scope}`) || 403;
  }
}
