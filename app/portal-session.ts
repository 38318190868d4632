import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import {
  belongsTo,
  can,
  lacksPermission,
  notForAnother,
  staffRole,
  type ActingStaff,
  type Asker,
  type Permission,
  type StaffRole,
} from "@/lib/access";
import { sessionUser, type SessionUser } from "@/lib/auth";
import { contextFor, type Actor, type Ctx } from "@/lib/context";
import { addressOf, readyWorld, requestIdOf } from "@/lib/http";
import { AppError } from "@/lib/kernel/errors";
import { getUser, type Organization, type Role } from "@/lib/tenancy";
import { isOwnOrigin } from "./same-origin";

/** Somebody who is signed in, with the context in which he acts as himself. */
export interface SignedIn {
  readonly user: SessionUser;
  readonly ctx: Ctx;
}

/** A member in his organization; `ctx` is bound to it. */
export interface PortalSession extends SignedIn {
  readonly organization: Organization;
  /** What pages and actions ask `can` with. */
  readonly asker: Asker;
  /** What the pages offer goes by it. While staff acts for a member it is no more than what staff may do there. */
  readonly role: Role;
  /** Staff that acts for the user; `user` is then the member, and `ctx.actor` names both. */
  readonly acting?: Acting;
}

/** Who really sits there, and until when. */
export interface Acting extends ActingStaff {
  readonly email: string;
}

/** Staff in the operator's console; `ctx` is the deployment's. */
export interface StaffSession extends SignedIn {
  readonly role: StaffRole;
  readonly asker: Asker;
}

/** The request as the doors see it: its headers, without a body. */
const incoming = cache(
  async (): Promise<Request> => new Request("http://weir.invalid/", { headers: new Headers(await headers()) }),
);

const contextAs = async (actor: Actor, organization: string | null): Promise<Ctx> =>
  contextFor(await readyWorld(), { actor, organization, requestId: requestIdOf(await incoming()) });

/** A context for work that comes before anybody is known: signing in and up. */
export async function visitorContext(): Promise<Ctx> {
  const ip = addressOf(await incoming());
  return contextAs({ kind: "system", id: "visitor", label: "Visitor", ...(ip ? { ip } : {}) }, null);
}

/** Who is signed in, or null. Asked once for each request, however many parts of a page want to know. */
export const signedInUser = cache(async (): Promise<SignedIn | null> => {
  const request = await incoming();
  const user = await sessionUser(await readyWorld(), request.headers);
  if (!user) return null;
  const ip = addressOf(request);
  return { user, ctx: await contextAs({ kind: "user", id: user.id, label: user.email, ...(ip ? { ip } : {}) }, null) };
});

/** Who is signed in; sends everybody else to sign in, and back here afterwards. */
export async function requireUser(): Promise<SignedIn> {
  const signedIn = await signedInUser();
  if (signedIn) return signedIn;
  const path = (await incoming()).headers.get("x-weir-path");
  redirect(path ? `/sign-in?next=${encodeURIComponent(path)}` : "/sign-in");
}

/** What the user is in the organization of this address; null when he is nothing there. Asked once for each request. */
const membershipAt = cache(async (slug: string): Promise<PortalSession | null> => {
  const { user, ctx } = await requireUser();
  try {
    const { organization, role, acting, asker } = await belongsTo(ctx, user, slug);
    const own = { ...ctx, organization: organization.id };
    if (!acting) return { user, organization, role, asker, ctx: own };
    return { organization, asker, role: offeredRole(role, acting), ...(await actingAs(user, own, acting)) };
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return null;
    throw error;
  }
});

/** Nothing is offered that would be refused: support looks, and an operator decides nothing that is the owner's. */
const offeredRole = (role: Role, { staffRole: staff }: ActingStaff): Role =>
  staff === "SUPPORT" ? "VIEWER" : role === "OWNER" ? "ADMIN" : role;

/** The member as the pages know him, with staff as the one who acts. */
async function actingAs(
  staff: SessionUser,
  ctx: Ctx,
  acting: ActingStaff,
): Promise<Pick<PortalSession, "user" | "ctx" | "acting">> {
  const { onBehalfOf } = acting.impersonation;
  const { email, name } = await getUser(ctx, onBehalfOf);
  return {
    user: { ...staff, id: onBehalfOf, email, name },
    ctx: { ...ctx, actor: { ...ctx.actor, kind: "staff", onBehalfOf } },
    acting: { ...acting, email: staff.email },
  };
}

const onlyReads = (permission: Permission): boolean => permission.endsWith(":read");

/** What still works for a suspended organization: seeing where it stands, and paying. */
const whileSuspended = (permission: Permission): boolean => permission.startsWith("billing:");

/**
 * The guard of every page below /orgs/[org]. Sends those who are not signed in to sign in; answers 404 where the
 * organization is not theirs, does not exist, or their role does not reach; leads a suspended organization to its billing.
 */
export async function requirePortal(slug: string, permission: Permission): Promise<PortalSession> {
  const session = await membershipAt(slug);
  if (!session || !can(session.asker, permission)) notFound();
  if (session.organization.status === "SUSPENDED" && !whileSuspended(permission))
    redirect(`/orgs/${session.organization.slug}/billing`);
  return session;
}

/** For the frame around those pages: the membership alone. It guards nothing that a page does not guard again. */
export async function requireMembership(slug: string): Promise<PortalSession> {
  return (await membershipAt(slug)) ?? notFound();
}

/**
 * The guard of every server action below /orgs/[org]: the same questions as for a page and the origin of the request,
 * answered by an AppError that the action turns into a value. Actions change things, so an action for which a permission to
 * read is enough (to leave) is not for staff that acts for a member.
 */
export async function requirePortalAction(slug: string, permission: Permission): Promise<PortalSession> {
  await requireOwnOrigin();
  const session = await membershipAt(slug);
  if (!session) throw new AppError("NOT_FOUND", "No such organization, or you no longer belong to it.");
  const allowed = can(session.asker, permission);
  if (session.acting && (onlyReads(permission) || !allowed)) throw notForAnother();
  if (!allowed) throw lacksPermission();
  if (session.organization.status === "SUSPENDED" && !whileSuspended(permission)) {
    throw new AppError(
      "ORGANIZATION_SUSPENDED",
      "This organization is suspended. Billing stays open; for the rest ask the people who run this service.",
    );
  }
  return session;
}

/** Refuses a change that another site's page has sent. */
export async function requireOwnOrigin(): Promise<void> {
  const request = await incoming();
  if (!isOwnOrigin(request.headers, (await readyWorld()).env.WEIR_URL)) {
    throw new AppError(
      "FORBIDDEN",
      "This request did not come from a page of this site. Open the page again and repeat it.",
    );
  }
}

/** The guard of an action on what belongs to the person alone: somebody who is signed in, on a page of this site. */
export async function requireUserAction(): Promise<SignedIn> {
  await requireOwnOrigin();
  return requireUser();
}

/** What the user is among the staff; null for everybody else. Asked once for each request. */
const staffSession = cache(async (): Promise<StaffSession | null> => {
  const { user, ctx } = await requireUser();
  const role = await staffRole(ctx, user.id);
  return (
    role && {
      user,
      role,
      asker: { as: "staff", role },
      ctx: { ...ctx, organization: null, actor: { ...ctx.actor, kind: "staff" } },
    }
  );
});

/** The guard of every page of the operator's console: staff only, everybody else sees a 404. */
export async function requireStaff(permission: Permission): Promise<StaffSession> {
  const session = await staffSession();
  if (!session || !can(session.asker, permission)) notFound();
  return session;
}

/** The guard of every server action of the console: the same question and the origin, answered by an AppError. */
export async function requireStaffAction(permission: Permission): Promise<StaffSession> {
  await requireOwnOrigin();
  const session = await staffSession();
  if (!session) throw new AppError("NOT_FOUND", "There is nothing here.");
  if (!can(session.asker, permission)) throw lacksPermission();
  return session;
}
