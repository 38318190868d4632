import {
  belongsTo,
  can,
  lacksPermission,
  missingScope,
  scopeOf,
  staffRole,
  verifyApiKey,
  type Permission,
  type KeyPrincipal,
} from "@/lib/access";
import {
  foreignOrigin,
  isAccessToken,
  isOriginOf,
  verifyAccessToken,
  type InstallationPrincipal,
} from "@/lib/activation";
import { sessionUser, type SessionUser } from "@/lib/auth";
import { contextFor, type Actor, type Ctx, type World } from "@/lib/context";
import { AppError, invalid, notFound } from "@/lib/kernel/errors";
import { findOrganization, getOrganization, organizationsOf, type Organization } from "@/lib/tenancy";
import type { Asked } from "./asked";
import type { Access } from "./contract";
import { addressOf } from "./request";

/** Who calls. A key and an installation say what they may do by scope, a member by role. */
export type Caller =
  | { readonly kind: "key"; readonly key: KeyPrincipal }
  | { readonly kind: "installation"; readonly installation: InstallationPrincipal }
  | { readonly kind: "user"; readonly user: SessionUser }
  | { readonly kind: "staff"; readonly user: SessionUser }
  | { readonly kind: "nobody" };

const BEARER = /^Bearer ([\x21-\x7e]{1,2048})$/i;

const whoAreYou = (detail: string): AppError => new AppError("AUTHENTICATION_ERROR", detail);

/**
 * Knows the caller by `Authorization: Bearer weir_…` or by an installation's access token, else by the session cookie. Throws
 * AUTHENTICATION_ERROR.
 */
export async function identify(world: World, request: Asked, access: Access): Promise<Caller> {
  if (access.kind === "activation") return { kind: "nobody" };
  const authorization = request.headers.get("authorization");
  if (authorization !== null) {
    const token = BEARER.exec(authorization)?.[1];
    if (!token) throw whoAreYou("The Authorization header must read: Bearer, a space, and an API key.");
    const person = await world.identity?.tokenUser(world, token);
    if (person) return personAs(world, person, access);
    if (isAccessToken(token)) return identifyInstallation(world, request, access, token);
    const ip = addressOf(request);
    const key = await verifyApiKey(world, token, ip === undefined ? {} : { ip });
    if (access.kind !== "open" && !can({ as: "key", scopes: key.scopes }, access.permission))
      throw missingScope(scopeOf(access.permission));
    if (access.kind === "deployment" && !key.deployment)
      throw new AppError("FORBIDDEN", "This needs a deployment key; an organization's own key cannot do it.");
    return { kind: "key", key };
  }
  if (access.kind === "open") return { kind: "nobody" };
  if (isForPeople(access)) {
    const cookie = request.headers.get("cookie");
    const user = cookie === null ? null : await sessionUser(world, new Headers({ cookie }));
    if (user) {
      refuseForeignOrigin(request, world);
      return personAs(world, user, access);
    }
  }
  throw noCredential();
}

const noCredential = (): AppError =>
  whoAreYou("No credential was sent. Send an API key as Authorization: Bearer weir_….");

/** Whether somebody who is signed in may come at all; what he may do is asked of what he is. */
const isForPeople = (access: Access): boolean =>
  access.kind === "caller" || (access.kind === "deployment" && !access.keysOnly);

/** Somebody who is signed in, as far as the route is for people at all. */
async function personAs(world: World, user: SessionUser, access: Access): Promise<Caller> {
  if (access.kind === "open" || access.kind === "activation") return { kind: "nobody" };
  if (!isForPeople(access)) throw noCredential();
  if (access.kind === "caller") return { kind: "user", user };
  return staffAs(world, user, access.permission);
}

/** An installation, on its own domain where a browser says which: a token that was carried off works on no other site. */
async function identifyInstallation(world: World, request: Asked, access: Access, token: string): Promise<Caller> {
  const installation = await verifyAccessToken(world, token);
  const origin = request.headers.get("origin");
  if (origin !== null && !isOriginOf(origin, installation.domain)) throw foreignOrigin();
  if (access.kind !== "open" && !mayInstallation(access, installation))
    throw new AppError("FORBIDDEN", "An access token reports and reads usage; this needs an API key or a person.");
  return { kind: "installation", installation };
}

const mayInstallation = (access: Access, { scopes }: Pick<InstallationPrincipal, "scopes">): boolean =>
  access.kind === "caller" && !access.keysOnly && can({ as: "installation", scopes }, access.permission);

/** Somebody of the deployment's staff who has the permission; FORBIDDEN for everybody else. */
async function staffAs(world: World, user: SessionUser, permission: Permission): Promise<Caller> {
  const role = await staffRole(world, user.id);
  if (role === null || !can({ as: "staff", role }, permission)) throw lacksPermission();
  return { kind: "staff", user };
}

/** A browser that sends its cookie along must come from our own pages when it changes something. */
function refuseForeignOrigin(request: Asked, world: World): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const origin = request.headers.get("origin");
  if (origin !== new URL(world.env.WEIR_URL).origin)
    throw new AppError("FORBIDDEN", "This origin may not act for a signed-in person.");
}

export const actorOf = (caller: Caller, ip: string | undefined): Actor => {
  const where = ip === undefined ? {} : { ip };
  if (caller.kind === "key") return { kind: "key", id: caller.key.id, label: caller.key.name, ...where };
  if (caller.kind === "installation")
    return { kind: "installation", id: caller.installation.id, label: caller.installation.domain, ...where };
  if (caller.kind === "user" || caller.kind === "staff")
    return { kind: caller.kind, id: caller.user.id, label: caller.user.email, ...where };
  return { kind: "system", id: "nobody", label: "Nobody", ...where };
};

/** The organization a call is for: the caller's own, or the one it names and may speak for. Else 404, or 422 for none. */
export async function organizationOf(
  world: World,
  caller: Caller,
  access: Access,
  named: string | null,
): Promise<string> {
  if (caller.kind === "key")
    return caller.key.deployment
      ? deploymentTarget(world, named)
      : ownTarget(world, caller.key.organizationId ?? "", named);
  if (caller.kind === "installation") return ownTarget(world, caller.installation.organizationId, named);
  if (caller.kind === "nobody") throw notFound("organization");
  if (caller.kind === "staff") return deploymentTarget(world, named);
  const chosen = named ?? caller.user.organizationId;
  const reference = chosen ?? (await organizationsOf(world, caller.user.id))[0]?.organization.id;
  if (!reference) throw notFound("organization");
  const there = await belongsTo(world, caller.user, reference);
  const permission = access.kind === "caller" ? access.permission : undefined;
  if (permission !== undefined && !can(there.asker, permission)) throw lacksPermission();
  // In another's name staff reads here and does no more: pages say who sits there, a request does not.
  if (there.acting && !permission?.endsWith(":read")) throw lacksPermission();
  return there.organization.id;
}

async function ownTarget(world: World, own: string, named: string | null): Promise<string> {
  if (named === null || named === own) return own;
  // Its own externalKey is the only other name it may use.
  const organization = await getOrganization(world, own);
  if (organization.externalKey !== named) throw notFound("organization");
  return own;
}

const REMEMBERED_MS = 1_000;
const MAX_REMEMBERED = 10_000;
const remembered = new WeakMap<World["db"], Map<string, { readonly id: string; readonly until: number }>>();

/** One backend meters all its customers through this name, so it is remembered for a second. */
async function deploymentTarget(world: World, named: string | null): Promise<string> {
  if (named === null) {
    throw invalid([
      {
        pointer: "/organization",
        code: "required",
        message: "A deployment key must name the organization.",
        fix: "Send organization (our id or your externalKey) in the body, or the Weir-Organization header.",
      },
    ]);
  }
  const known = remembered.get(world.db) ?? new Map<string, { id: string; until: number }>();
  remembered.set(world.db, known);
  const hit = known.get(named);
  const now = performance.now();
  if (hit && hit.until > now) return hit.id;
  const organization: Organization | null = await findOrganization(world, named);
  if (!organization) throw notFound("organization");
  if (known.size >= MAX_REMEMBERED) known.clear();
  known.set(named, { id: organization.id, until: now + REMEMBERED_MS });
  return organization.id;
}

export function contextOf(
  world: World,
  caller: Caller,
  organization: string | null,
  requestId: string,
  ip: string | undefined,
): Ctx {
  return contextFor(world, { actor: actorOf(caller, ip), organization, requestId });
}
