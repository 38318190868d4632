import { gatewayApp } from "@/gateway/app";
import { appointStaff, type Scope } from "@/lib/access";
import { createActivationCode, redeemActivationCode } from "@/lib/activation";
import { localIdentity } from "@/lib/auth";
import { mirrorInvoiceRow, type ProviderInvoice } from "@/lib/payments";
import { inTransaction } from "@/lib/platform/db";
import { liveSubscription } from "@/lib/subscriptions";
import { addMember, removeMember, type Organization, type Role } from "@/lib/tenancy";
import { testDatabase } from "../support/database";
import { digestOfTenant } from "../support/tenant-digest";
import { client, startWorld, type TestWorld } from "../support/world";

const KEY_SCOPES = ["usage:write", "usage:read", "billing:read", "billing:write"] as const satisfies readonly Scope[];
type KeyScope = (typeof KEY_SCOPES)[number];

/** Everybody who may stand at a door, seen from Acme. Each scope of a key is somebody of its own. */
export type Somebody =
  | "nobody"
  | "no key"
  | "owner"
  | "admin"
  | "member"
  | "viewer"
  | "stranger"
  | "removed"
  | "operator"
  | "support"
  | `key ${KeyScope}`
  | "foreign key"
  | "installation"
  | "vendor"
  | "vendor, no admin";

/** Of whom a row speaks one by one; the others follow from it. */
export const MEMBERS: Readonly<Record<string, Somebody>> = { O: "owner", A: "admin", M: "member", V: "viewer" };

/** Two tenants and everybody, in this process: Acme is the one that is meant, Globex the one that nothing may touch. */
export interface Town {
  readonly weir: TestWorld;
  readonly acme: Organization;
  readonly globex: Organization;
  /** Lets somebody knock with the organization that is meant in the header; `path` and `body` as the row says. */
  knock(
    who: Somebody,
    method: string,
    path: string,
    body?: unknown,
    more?: Carried,
  ): ReturnType<ReturnType<typeof client>>;
  /** The cookie of somebody who signs in. */
  readonly cookies: ReadonlyMap<Somebody, string>;
  subscription(): Promise<string>;
  /** An invoice of Acme's that is void, so that nobody can pay it. */
  invoice(): Promise<string>;
  /** A digest of every row of a tenant, in every table that has any. */
  rowsOf(organization: Organization): Promise<string>;
  close(): Promise<void>;
}

const BEGAN = Date.parse("2026-01-01T00:00:00Z");
const NOTHING = { subtotal: 0n, tax: 0n, total: 0n, amountDue: 0n, amountPaid: 0n } as const;
const VOID: ProviderInvoice = {
  ...{
    id: "in_doors",
    customerId: "cus_doors",
    subscriptionId: null,
    origin: "other",
    number: "DOOR-1",
    status: "void",
  },
  ...{
    currency: "usd",
    ...NOTHING,
    period: { start: BEGAN, end: BEGAN + 1 },
    issuedAt: BEGAN,
    dueAt: null,
    paidAt: null,
  },
  ...{
    hostedUrl: null,
    pdfUrl: null,
    lines: [],
    attempts: 0,
    nextAttemptAt: null,
    paymentIntentId: null,
    failure: null,
  },
};

type Send = (request: Request) => Response | Promise<Response>;

export async function openTown(
  send: Send = (
    (app) => (request) =>
      app.fetch(request)
  )(gatewayApp()),
): Promise<Town> {
  // Everybody knocks at every door: far more than anybody may do in a minute.
  const weir = await startWorld({ RATE_LIMIT_MAX_REQUESTS: "1000000" });
  await weir.seedCatalog();
  const names = ["owner", "admin", "member", "viewer", "stranger", "removed", "operator", "support"] as const;
  const people = new Map<Somebody, Person>();
  for (const name of names) people.set(name, await weir.person(name));
  const person = (name: (typeof names)[number]): Person => people.get(name) as Person;
  const acme = await weir.team("Acme", { externalKey: "acme", ownerId: person("owner").userId });
  const globex = await weir.team("Globex", { externalKey: "globex", ownerId: person("stranger").userId });
  const system = weir.system(acme.id);
  const roles: readonly [(typeof names)[number], Role][] = [
    ["admin", "ADMIN"],
    ["member", "MEMBER"],
    ["viewer", "VIEWER"],
  ];
  // Gone before the others come: the free plan has three seats.
  await addMember(system, person("removed").userId, "ADMIN");
  await removeMember(system, person("removed").userId);
  for (const [name, role] of roles) await addMember(system, person(name).userId, role);
  await appointStaff(weir.system(), person("operator").userId, "OPERATOR");
  await appointStaff(weir.system(), person("support").userId, "SUPPORT");
  const cookies = new Map<Somebody, string>();
  for (const name of names) cookies.set(name, await cookieOf(weir, person(name)));

  const bearer = (key: string): Carried => ({ authorization: `Bearer ${key}` });
  const origin = new URL(weir.world.env.WEIR_URL).origin;
  const carried = new Map<Somebody, Carried>([["nobody", {}]]);
  carried.set("no key", bearer("weir_live_0123456789"));
  for (const [name, cookie] of cookies) carried.set(name, { cookie, origin });
  for (const scope of KEY_SCOPES) carried.set(`key ${scope}`, bearer(await weir.key(acme.id, [scope])));
  carried.set("foreign key", bearer(await weir.key(globex.id, KEY_SCOPES)));
  carried.set("installation", bearer(await accessToken(weir, acme.id)));
  carried.set("vendor", bearer(await weir.key(null)));
  carried.set("vendor, no admin", bearer(await weir.key(null, KEY_SCOPES)));

  const { after: invoice } = await inTransaction(weir.world.db, (tx) =>
    mirrorInvoiceRow(tx, { organizationId: acme.id, subscriptionId: null }, VOID),
  );
  const speak = client(send);
  return {
    weir,
    acme,
    globex,
    cookies,
    knock: (who, method, path, body, more) =>
      speak(method, path, body, { ...carried.get(who), "weir-organization": acme.id, ...more }),
    subscription: async () => (await liveSubscription(weir.system(), acme.id)).id,
    invoice: () => Promise.resolve(invoice.id),
    rowsOf: ({ id }) => digestOfTenant(testDatabase().superUrl, id),
    close: () => weir.close(),
  };
}

export const EVERYBODY: readonly Somebody[] = [
  ...(["nobody", "no key", "stranger", "removed", "operator", "support"] as const),
  ...(["foreign key", "installation", "vendor", "vendor, no admin"] as const),
  ...KEY_SCOPES.map((scope) => `key ${scope}` as const),
  ...(["viewer", "member", "admin", "owner"] as const),
];

/** What an installation of the organization speaks with. */
async function accessToken(weir: TestWorld, organization: string): Promise<string> {
  const domain = "plugin.example";
  const { text } = await createActivationCode(weir.system(organization), { domain, environment: "PROD" });
  return (await redeemActivationCode(weir.system(), { code: text, stated: domain, origin: null })).accessToken;
}

type Person = Awaited<ReturnType<TestWorld["person"]>>;
type Carried = Readonly<Record<string, string>>;

async function cookieOf(weir: TestWorld, { email, password }: Person): Promise<string> {
  const outcome = await localIdentity(weir.world).signIn({ email, password });
  if (!outcome.signedIn) throw new Error("the sign-in was refused");
  return outcome.cookies.map((cookie) => `${cookie.name}=${encodeURIComponent(cookie.value)}`).join("; ");
}
