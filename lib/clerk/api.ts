import { z } from "zod";
import { unavailable } from "@/lib/kernel/errors";
import type { Environment } from "@/lib/platform/env";
import type { ClerkMembership, ClerkOrganization, ClerkUser } from "./model";
import { readMembership, readOrganization, readUser } from "./translate";

const TIMEOUT_MS = 5_000;
export const PAGE = 100;

const list = z.object({ data: z.array(z.unknown()), total_count: z.number().int().nonnegative() });

/** One question to Clerk's API; null where there is no such thing. UNAVAILABLE when Clerk does not answer as it should. */
async function ask(env: Environment, method: "GET" | "POST", path: string): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(`${env.CLERK_API_URL}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${env.CLERK_SECRET_KEY ?? ""}`, accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (answer.status === 404) return null;
    if (answer.ok) return await answer.json();
  } catch (error) {
    throw unavailable("The sign-in service did not answer. Try again in a moment.", 2, error);
  }
  throw unavailable("The sign-in service did not answer as expected. Try again in a moment.", 2, {
    status: answer.status,
  });
}

const named = (id: string): string => encodeURIComponent(id);

async function one<T>(env: Environment, path: string, read: (given: unknown) => T): Promise<T | null> {
  const found = await ask(env, "GET", path);
  return found === null ? null : read(found);
}

async function page<T>(env: Environment, path: string, offset: number, read: (given: unknown) => T): Promise<T[]> {
  const sign = path.includes("?") ? "&" : "?";
  const found = await ask(env, "GET", `${path}${sign}limit=${PAGE}&offset=${offset}`);
  if (found === null) return [];
  return (Array.isArray(found) ? found : list.parse(found).data).map(read);
}

export const fetchUser = (env: Environment, id: string): Promise<ClerkUser | null> =>
  one(env, `/users/${named(id)}`, readUser);
export const fetchOrganization = (env: Environment, id: string): Promise<ClerkOrganization | null> =>
  one(env, `/organizations/${named(id)}`, readOrganization);
/** Users in the order in which they were made, so that a page does not shift while the next one is asked for. */
export const fetchUsers = (env: Environment, offset: number): Promise<ClerkUser[]> =>
  page(env, "/users?order_by=%2Bcreated_at", offset, readUser);
export const fetchOrganizations = (env: Environment, offset: number): Promise<ClerkOrganization[]> =>
  page(env, "/organizations?order_by=%2Bcreated_at", offset, readOrganization);
export const fetchMemberships = (
  env: Environment,
  organizationId: string,
  offset: number,
): Promise<ClerkMembership[]> =>
  page(env, `/organizations/${named(organizationId)}/memberships`, offset, readMembership);
/** Ends a session at Clerk; one that has ended already is no fault. */
export async function revokeAtClerk(env: Environment, sessionId: string): Promise<void> {
  await ask(env, "POST", `/sessions/${named(sessionId)}/revoke`);
}
