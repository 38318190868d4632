import { expect } from "vitest";
import { gatewayApp } from "@/gateway/app";
import { revokeApiKey, type Scope } from "@/lib/access";
import { localIdentity } from "@/lib/auth";
import { addMember, removeMember, type Organization, type Role } from "@/lib/tenancy";
import { testDatabase } from "../support/database";
import { ask } from "../support/quota";
import { client, startWorld, type TestWorld } from "../support/world";

/** Everybody who knocks at /v1, and what each of them carries. Acme is the organization that is meant. */
export type Knocker =
  | "nobody"
  | "garbage"
  | "another product's key"
  | "a revoked key"
  | "a key with the scope"
  | "a key without the scope"
  | "another tenant's key"
  | "a deployment key"
  | "a deployment key without the scope"
  | "the owner, signed in"
  | "a member, signed in"
  | "a viewer, signed in"
  | "a stranger, signed in"
  | "a former member, signed in"
  | "a forged session"
  | "the owner, from another site"
  | "the owner, without an origin"
  | "the owner, with a key of another tenant";

/** One call of a route, as the matrix makes it. */
export interface Request {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
}

export interface Gate {
  readonly weir: TestWorld;
  readonly acme: Organization;
  readonly globex: Organization;
  knock(who: Knocker, request: Request): ReturnType<ReturnType<typeof client>>;
  close(): Promise<void>;
}

const EVERY_SCOPE: readonly Scope[] = ["usage:write", "usage:read", "billing:read", "billing:write"];

/**
 * A Weir with two tenants and everybody who may come. `scope` is the one that the route under test asks for: the keys
 * "without the scope" carry all the others. A second gate of one file needs names of its own.
 */
export async function openGate(scope: Scope, again = ""): Promise<Gate> {
  const weir = await startWorld();
  await weir.seedCatalog();
  const people = await Promise.all(
    ["Owner", "Member", "Viewer", "Stranger", "Former"].map((name) => weir.person(`${name}${again}`)),
  );
  const [owner, member, viewer, stranger, former] = people as [Person, Person, Person, Person, Person];
  const acme = await weir.team("Acme", { externalKey: `acme${again}`, ownerId: owner.userId });
  const globex = await weir.team("Globex", { externalKey: `globex${again}`, ownerId: stranger.userId });
  const joins = (who: Person, role: Role) => addMember(weir.system(acme.id), who.userId, role);
  await joins(member, "MEMBER");
  await joins(viewer, "VIEWER");
  await joins(former, "MEMBER");
  const session = async ({ email, password }: Person): Promise<string> => {
    const outcome = await localIdentity(weir.world).signIn({ email, password });
    if (!outcome.signedIn) throw new Error("the sign-in was refused");
    return outcome.cookies.map((cookie) => `${cookie.name}=${encodeURIComponent(cookie.value)}`).join("; ");
  };
  const cookies = {
    owner: await session(owner),
    member: await session(member),
    viewer: await session(viewer),
    stranger: await session(stranger),
    former: await session(former),
  };
  await removeMember(weir.system(acme.id), former.userId);

  const others = EVERY_SCOPE.filter((each) => each !== scope);
  const revoked = await weir.key(acme.id);
  await revokeApiKey(weir.system(acme.id), `key_${revoked.split("_")[2] ?? ""}`, "lost");
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  const home = new URL(weir.world.env.WEIR_URL).origin;
  const signedIn = (cookie: string) => ({ cookie, origin: home });
  const globexKey = await weir.key(globex.id, EVERY_SCOPE);
  const carried: Readonly<Record<Knocker, Readonly<Record<string, string>>>> = {
    nobody: {},
    garbage: bearer("garbage"),
    "another product's key": bearer("sk_live_0123456789"),
    "a revoked key": bearer(revoked),
    "a key with the scope": bearer(await weir.key(acme.id, EVERY_SCOPE)),
    "a key without the scope": bearer(await weir.key(acme.id, others)),
    "another tenant's key": bearer(globexKey),
    "a deployment key": bearer(await weir.key(null)),
    "a deployment key without the scope": bearer(await weir.key(null, others)),
    "the owner, signed in": signedIn(cookies.owner),
    "a member, signed in": signedIn(cookies.member),
    "a viewer, signed in": signedIn(cookies.viewer),
    "a stranger, signed in": signedIn(cookies.stranger),
    "a former member, signed in": signedIn(cookies.former),
    "a forged session": signedIn(forged(cookies.owner)),
    "the owner, from another site": { cookie: cookies.owner, origin: "https://evil.example" },
    "the owner, without an origin": { cookie: cookies.owner },
    // The key is what he presents; the cookie must not lend it his rights.
    "the owner, with a key of another tenant": { ...signedIn(cookies.owner), ...bearer(globexKey) },
  };
  const app = gatewayApp();
  const send = client((request) => app.fetch(request));
  return {
    weir,
    acme,
    globex,
    knock: (who, { method, path, body }) => send(method, path, body, carried[who]),
    close: () => weir.close(),
  };
}

type Person = Awaited<ReturnType<TestWorld["person"]>>;

/** The same cookie with another signature. */
const forged = (cookie: string): string => cookie.replace(/(session_token=[^.;]+\.)[^;]+/, "$1AAAA");

/**
 * Everything a request could have changed. When a key was last used is no change of the tenant's; an alert that tells of
 * seats taken before may fire meanwhile.
 */
const FACTS = [
  "usage_event",
  "usage_key",
  "usage_hold",
  "organization",
  "membership",
  "invitation",
  "subscription",
  "spend_limit",
  "api_key",
  "activation_code",
  "installation",
  "outbox_message where type not like 'quota.%' and payload->>'kind' is distinct from 'usage_alert'",
  "audit.journal_entry",
];

const fingerprint = async (): Promise<unknown> =>
  (
    await ask<object>(
      testDatabase(),
      `select ${FACTS.map((table, i) => `(select count(*)::int from ${table}) as f${i}`).join(", ")}`,
    )
  )[0];

const CODES: Readonly<Record<number, string>> = {
  401: "AUTHENTICATION_ERROR",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  422: "VALIDATION_ERROR",
};

/** What each of them must get. Every route says it for everybody; a new way of knocking must be decided everywhere. */
export type Matrix = Readonly<Record<Knocker, number>>;

/**
 * Lets everybody knock and compares. A refusal must carry its code, must change nothing, and must not say a word of the
 * organization that was meant.
 */
export async function everybodyKnocks(gate: Gate, expected: Matrix, request: (who: Knocker) => Request): Promise<void> {
  const got: Record<string, number> = {};
  for (const who of Object.keys(expected) as Knocker[]) {
    const before = await fingerprint();
    const answer = await gate.knock(who, request(who));
    got[who] = answer.status;
    if (answer.status < 400) continue;
    expect(answer.headers.get("content-type"), who).toContain("application/problem+json");
    expect(answer.body.code, who).toBe(CODES[answer.status]);
    expect(answer.text, who).not.toMatch(/Acme|Globex/);
    expect(await fingerprint(), who).toEqual(before);
  }
  expect(got).toEqual(expected);
}

/** Reading what belongs to Acme, named in the request, by `usage:read` or any role. */
export const READS_OF_A_NAMED_TENANT: Matrix = {
  nobody: 401,
  garbage: 401,
  "another product's key": 401,
  "a revoked key": 401,
  "a key with the scope": 200,
  "a key without the scope": 403,
  "another tenant's key": 404,
  "a deployment key": 200,
  "a deployment key without the scope": 403,
  "the owner, signed in": 200,
  "a member, signed in": 200,
  "a viewer, signed in": 200,
  "a stranger, signed in": 404,
  "a former member, signed in": 404,
  "a forged session": 401,
  // A read changes nothing, and without a CORS header the other site cannot see it.
  "the owner, from another site": 200,
  "the owner, without an origin": 200,
  "the owner, with a key of another tenant": 404,
};

/** The same by POST: what a browser sends along with its cookie must come from our own pages. */
export const POSTS_TO_A_NAMED_TENANT: Matrix = {
  ...READS_OF_A_NAMED_TENANT,
  "the owner, from another site": 403,
  "the owner, without an origin": 403,
};
