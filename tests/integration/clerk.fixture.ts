import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportSPKI, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import { Webhook } from "standardwebhooks";
import { POST } from "@/app/api/webhooks/clerk/route";
import { sessionUser, type SessionUser } from "@/lib/auth";
import { startWorld, type TestWorld } from "../support/world";

export const SECRET = `whsec_${Buffer.from("a secret of thirty-two bytes, yes").toString("base64")}`;

/** What Clerk would have: answered by a server of the test's own in the form of Clerk's API. */
export interface ClerkHas {
  users: Record<string, Record<string, unknown>>;
  organizations: Record<string, Record<string, unknown>>;
  memberships: Record<string, unknown>[];
  /** Every path that was asked for. */
  asked: string[];
  /** Set: every question is answered with this status. */
  broken: number | null;
}

export interface Clerk {
  readonly weir: TestWorld;
  readonly has: ClerkHas;
  /** A session token; claims given here win over the usual ones, and `key` over the right one. */
  token(claims?: Record<string, unknown>, how?: { key?: CryptoKey; alg?: string; expires?: string }): Promise<string>;
  /** Who comes with these tokens in his cookies. */
  comes(...tokens: string[]): Promise<SessionUser | null>;
  /** Sends a message, signed; `headers` win over the right ones. */
  says(
    type: string,
    data: unknown,
    more?: { id?: string; timestamp?: number; headers?: Record<string, string>; body?: string },
  ): Promise<Response>;
  close(): Promise<void>;
}

export const HOME = "http://localhost:3000";

export const user = (id: string, email: string | null, more: Record<string, unknown> = {}) => ({
  id,
  object: "user",
  first_name: "Ada",
  last_name: "Lovelace",
  username: null,
  primary_email_address_id: email === null ? null : `idn_${id}`,
  email_addresses:
    email === null ? [] : [{ id: `idn_${id}`, email_address: email, verification: { status: "verified" } }],
  updated_at: 1_000,
  created_at: 1_000,
  ...more,
});

export const team = (id: string, name: string, updated_at = 1_000) => ({
  id,
  object: "organization",
  name,
  slug: null,
  updated_at,
});

export const membership = (
  organization: Record<string, unknown>,
  userId: string,
  role: string,
  updated_at: number,
) => ({
  id: `orgmem_${String(organization.id)}_${userId}_${updated_at}`,
  object: "organization_membership",
  organization,
  role,
  public_user_data: { user_id: userId, identifier: "somebody" },
  updated_at,
});

export async function openClerk(): Promise<Clerk> {
  const has: ClerkHas = { users: {}, organizations: {}, memberships: [], asked: [], broken: null };
  const server = await serve(has);
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const weir = await startWorld({
    CLERK_SECRET_KEY: "sk_test_of_the_test",
    NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: `pk_test_${btoa("clerk.example$")}`,
    // Pasted into one line, as people do.
    CLERK_JWT_KEY: (await exportSPKI(publicKey)).replaceAll("\n", "\\n"),
    CLERK_WEBHOOK_SECRET: `whsec_${btoa("of another endpoint, an old secret")}, ${SECRET}`,
    CLERK_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    WEIR_URL: HOME,
  });
  await weir.seedCatalog();
  let messages = 0;
  return {
    weir,
    has,
    token: (claims = {}, { key = privateKey, alg = "RS256", expires = "60s" } = {}) =>
      new SignJWT({ sid: "sess_1", azp: HOME, ...claims })
        .setProtectedHeader({ alg, typ: "JWT", kid: "ins_1" })
        .setSubject((claims.sub as string | undefined) ?? "user_ada")
        .setIssuer("https://clerk.example")
        .setIssuedAt((claims.iat as number | undefined) ?? undefined)
        .setExpirationTime(expires)
        .sign(key),
    comes: (...tokens) => {
      const cookie = tokens.map((token, n) => `__session${n === 0 ? "" : `_x${n}`}=${token}`).join("; ");
      return sessionUser(weir.world, new Headers({ cookie }));
    },
    async says(type, data, { id = `msg_${(messages += 1)}`, timestamp, headers = {}, body } = {}) {
      const text = body ?? JSON.stringify({ type, data, object: "event", timestamp: timestamp ?? 5_000 });
      const at = new Date();
      const signed = {
        "svix-id": id,
        "svix-timestamp": String(Math.floor(at.getTime() / 1_000)),
        "svix-signature": new Webhook(SECRET).sign(id, at, text),
        ...headers,
      };
      return POST(new Request(`${HOME}/api/webhooks/clerk`, { method: "POST", headers: signed, body: text }));
    },
    async close() {
      await weir.close();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function serve(has: ClerkHas): Promise<Server> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://clerk.test");
    has.asked.push(`${request.method} ${url.pathname}`);
    const answer = answerFor(has, url, request.method ?? "GET", request.headers.authorization);
    const status = has.broken ?? (answer === null ? 404 : 200);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer ?? { errors: [] }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

function answerFor(has: ClerkHas, url: URL, method: string, authorization: string | undefined): unknown {
  if (authorization !== "Bearer sk_test_of_the_test") return null;
  const [, , kind = "", id, part] = url.pathname.split("/");
  const page = <T>(all: T[]): T[] => {
    const offset = Number(url.searchParams.get("offset") ?? 0);
    return all.slice(offset, offset + Number(url.searchParams.get("limit") ?? 10));
  };
  if (method === "POST") return part === "revoke" ? { id, status: "revoked" } : null;
  if (kind === "users") return id ? (has.users[id] ?? null) : page(Object.values(has.users));
  if (kind !== "organizations") return null;
  if (!id) return { data: page(Object.values(has.organizations)), total_count: Object.keys(has.organizations).length };
  if (part !== "memberships") return has.organizations[id] ?? null;
  const members = has.memberships.filter((one) => (one.organization as { id: string }).id === id);
  return { data: page(members), total_count: members.length };
}
