import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { endActingAction } from "@/app/(portal)/orgs/[org]/acting-actions";
import { signOutAction } from "@/app/(auth)/actions";
import { createKeyAction } from "@/app/(portal)/orgs/[org]/api-keys/actions";
import ApiKeysPage from "@/app/(portal)/orgs/[org]/api-keys/page";
import { requireBuyer } from "@/app/(portal)/orgs/[org]/billing/require-buyer";
import BillingPortalPage from "@/app/(portal)/orgs/[org]/billing/portal/page";
import { shellModel } from "@/app/(portal)/orgs/[org]/shell-model";
import { requireMembership, requirePortal, requirePortalAction } from "@/app/portal-session";
import {
  appointStaff,
  can,
  dismissStaff,
  endExpiredImpersonations,
  PERMISSIONS,
  startImpersonation,
  type Asker,
  type Permission,
  type StaffRole,
} from "@/lib/access";
import { assignPlanByHand, setSpendLimit } from "@/lib/billing";
import { sessionUser } from "@/lib/auth";
import type { Ctx } from "@/lib/context";
import type { JournalEntry } from "@/lib/journal";
import { removeMember, type Role } from "@/lib/tenancy";
import { client } from "../support/world";
import { gatewayApp } from "@/gateway/app";
import { arrivesWith } from "./request-scope";
import { joins } from "./sessions";
import { behindItsBack, refusalOf, startScenario, type Customer, type ScenarioWorld } from "./world";

vi.mock("next/headers", () => import("./request-scope"));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));

let world: ScenarioWorld;
let acme: Customer;
let member: Customer;
let operator: Customer;
let support: Customer;
beforeAll(async () => {
  world = await startScenario();
  [acme, member, operator, support] = [
    await world.signsUp("Acme"),
    await world.signsUp("Mia"),
    await world.signsUp("Olga"),
    await world.signsUp("Sam"),
  ];
  await joins(world, member, acme, "MEMBER");
  await assignPlanByHand(world.hand(), acme.organization.id, "GROWTH", { reason: "for the story" });
});
afterAll(() => world?.close());
beforeEach(async () => {
  await appointStaff(world.weir.system(), operator.userId, "OPERATOR");
  await appointStaff(world.weir.system(), support.userId, "SUPPORT");
});

/** A sign-in of somebody's, from which the next requests come; gives the cookie and what he acts with. */
async function comes(who: Customer): Promise<{ cookie: string; sessionId: string; ctx: Ctx }> {
  const cookie = await world.signsIn(who);
  const { origin, host } = new URL(world.weir.world.env.WEIR_URL);
  arrivesWith({ cookie, origin, host });
  const user = await sessionUser(world.weir.world, new Headers({ cookie }));
  if (!user) throw new Error("nobody is signed in");
  return { cookie, sessionId: user.sessionId, ctx: world.weir.as({ kind: "staff", id: who.userId, label: who.email }) };
}

async function actsFor(
  staff: Customer,
  userId?: string,
  reason = "ticket 4711",
): Promise<{ cookie: string; id: string }> {
  const { cookie, sessionId, ctx } = await comes(staff);
  const begun = await startImpersonation(ctx, {
    organizationId: acme.organization.id,
    ...(userId ? { userId } : {}),
    sessionId,
    reason,
  });
  return { cookie, id: begun.id };
}

const slug = (): string => acme.organization.slug;
const digestOf = (page: Promise<unknown>): Promise<string> =>
  page.then(
    () => "shown",
    (error: unknown) => String((error as { digest?: unknown }).digest),
  );
const opens = (): Promise<string> => digestOf(requirePortal(slug(), "organization:read"));
const journaled = async (action: string): Promise<readonly JournalEntry[]> =>
  (await world.journalOf(acme)).filter((entry) => entry.action === action);
const because = async (id: string): Promise<unknown> =>
  (await journaled("impersonation.ended")).find((entry) => entry.entity.id === id)?.after;

describe("staff acts for a member", () => {
  it("sees the member's pages with a bar that says who sits there; both stand in the journal of what he does", async () => {
    await comes(operator);
    expect(await opens()).toContain("404");
    const { id } = await actsFor(operator);
    const session = await requirePortalAction(slug(), "billing:write");
    expect(session).toMatchObject({
      user: { id: acme.userId, email: acme.email },
      role: "ADMIN",
      ctx: { actor: { kind: "staff", id: operator.userId, onBehalfOf: acme.userId } },
      acting: { email: operator.email },
    });
    const shell = await shellModel(await requireMembership(slug()));
    expect(shell).toMatchObject({ acting: { staff: operator.email, member: acme.email, readOnly: false } });
    expect(shell.organizations.map(({ href }) => href)).toEqual([`/orgs/${slug()}`]);
    await setSpendLimit(session.ctx, "api_calls", { amount: 5_000n, currency: "usd" });
    const both = { actor: `staff:${operator.userId}`, onBehalfOf: acme.userId };
    expect(await journaled("spend_limit.set")).toMatchObject([both]);
    expect(await journaled("impersonation.started")).toMatchObject([
      { ...both, entity: { type: "impersonation", id }, reason: "ticket 4711", after: { staffRole: "OPERATOR" } },
    ]);
    const mails = await world.rows<{ payload: unknown }>(
      "select payload from outbox_message where organization_id = $1 and payload::text like '%impersonated%'",
      acme.organization.id,
    );
    expect(JSON.stringify(mails)).toContain("ticket 4711");
    expect(JSON.stringify(mails)).toContain(acme.email);
  });

  it("is told of by a mail with a link that opens for the member's role: the audit log, or the organization", async () => {
    const [admin, viewer] = [await world.signsUp("Abe"), await world.signsUp("Vic")];
    await joins(world, admin, acme, "ADMIN");
    await joins(world, viewer, acme, "VIEWER");
    const page = new URL(`/orgs/${slug()}`, world.weir.world.env.WEIR_URL).href;
    for (const [who, auditUrl] of [
      [acme, `${page}/audit`],
      [admin, `${page}/audit`],
      [member, null],
      [viewer, null],
    ] as const) {
      const reason = `about ${who.email}`;
      await actsFor(operator, who.userId, reason);
      const mails = await world.rows<{ payload: { to: string; model: object } }>(
        "select payload from outbox_message where payload->'model'->>'reason' = $1",
        reason,
      );
      expect(mails, who.name).toMatchObject([{ payload: { to: who.email, model: { auditUrl, homeUrl: page } } }]);
    }
  });

  it("needs a reason and a member who is somebody else; nobody's staff is refused", async () => {
    const { ctx, sessionId } = await comes(operator);
    const start = (more: object, by: Ctx = ctx) =>
      refusalOf(
        startImpersonation(by, { organizationId: acme.organization.id, sessionId, reason: "why not", ...more }),
      );
    const begun = (await journaled("impersonation.started")).length;
    expect((await start({ reason: "  " })).fields).toMatchObject([{ pointer: "/reason" }]);
    expect((await start({ reason: "x".repeat(501) })).fields).toMatchObject([{ pointer: "/reason" }]);
    expect(await start({ userId: "usr_nobody" })).toMatchObject({ code: "CONFLICT" });
    expect(await start({ organizationId: "og_nobody" })).toMatchObject({ code: "NOT_FOUND" });
    expect(await start({ organizationId: operator.organization.id })).toMatchObject({ code: "CONFLICT" });
    expect(await start({}, world.as(member))).toMatchObject({ code: "FORBIDDEN" });
    expect(await journaled("impersonation.started")).toHaveLength(begun);
  });

  it("stays in the one organization and the one sign-in", async () => {
    await actsFor(operator);
    expect(await digestOf(requirePortal(member.organization.slug, "organization:read"))).toContain("404");
    await comes(operator);
    expect(await opens()).toContain("404");
  });
});

describe("what is nobody's in another's name", () => {
  const all = Object.keys(PERMISSIONS) as Permission[];
  const ofMember = (role: Role): Asker => ({ as: "member", role, membersMayBuy: false });
  const acting = (staffRole: StaffRole, memberRole: Role): Asker => ({ as: "acting", staffRole, memberRole });

  it("ownership, deletion, secrets and usage are the member's own, also for an operator", () => {
    const kept = all.filter((each) => can(ofMember("OWNER"), each) && !can(acting("OPERATOR", "OWNER"), each));
    expect(kept).toEqual([
      "organization:delete",
      "ownership:transfer",
      "owners:write",
      "usage:write",
      "keys:write",
      "activation:write",
      "webhooks:write",
    ]);
    expect(all.filter((each) => can(acting("SUPPORT", "OWNER"), each) && !each.endsWith(":read"))).toEqual([]);
    expect(all.filter((each) => can(acting("OPERATOR", "VIEWER"), each) && !can(ofMember("VIEWER"), each))).toEqual([]);
  });

  it("an operator makes no key, opens nothing at the provider's and leaves for nobody; he may see to billing", async () => {
    await actsFor(operator);
    const made = await createKeyAction(slug(), { name: "mine", scopes: ["usage:read"] } as never);
    expect(made).toMatchObject({
      kind: "refused",
      errors: { form: expect.stringContaining("in another's name") as string },
    });
    expect(
      await digestOf(
        BillingPortalPage({ params: Promise.resolve({ org: slug() }), searchParams: Promise.resolve({}) }),
      ),
    ).toContain("404");
    // The permission with which a member leaves.
    expect(await refusalOf(requirePortalAction(slug(), "organization:read"))).toMatchObject({ code: "FORBIDDEN" });
    expect((await requireBuyer(slug())).acting).toBeDefined();
    const page = await ApiKeysPage({ params: Promise.resolve({ org: slug() }), searchParams: Promise.resolve({}) });
    expect((page.props as { model: unknown }).model).toMatchObject({ kind: "ready", mayManage: false });
  });

  it("support looks and changes nothing, whatever the permission", async () => {
    await actsFor(support);
    expect(await opens()).toBe("shown");
    expect(await digestOf(requirePortal(slug(), "audit:read"))).toBe("shown");
    for (const permission of all)
      expect(await refusalOf(requirePortalAction(slug(), permission))).toMatchObject({ code: "FORBIDDEN" });
    expect(await refusalOf(requireBuyer(slug()))).toMatchObject({ code: "FORBIDDEN" });
    expect(await shellModel(await requireMembership(slug()))).toMatchObject({ acting: { readOnly: true } });
  });

  it("/v1 is read and not written with the cookie of who acts", async () => {
    const { cookie } = await actsFor(operator);
    const speaks = client((request) => gatewayApp().fetch(request));
    const own = { cookie, origin: new URL(world.weir.world.env.WEIR_URL).origin };
    const of = (id: string) => `/v1/entitlements/${id}`;
    expect((await speaks("GET", of(acme.organization.id), undefined, own)).status).toBe(200);
    expect((await speaks("GET", of(member.organization.id), undefined, own)).status).toBe(404);
    const limit = { limit: { amount: "900", currency: "usd" }, organization: acme.organization.id };
    expect((await speaks("PUT", "/v1/spend-limits/api_calls", limit, own)).status).toBe(403);
  });
});

describe("it ends", () => {
  it("by hand: the page is gone, and both identities stand at the end too", async () => {
    const { id } = await actsFor(operator, member.userId);
    expect(await opens()).toBe("shown");
    expect(await digestOf(endActingAction())).toContain(`/admin/organizations/${acme.organization.id}`);
    expect(await opens()).toContain("404");
    const ended = (await journaled("impersonation.ended")).find((entry) => entry.entity.id === id);
    expect(ended).toMatchObject({
      actor: `staff:${operator.userId}`,
      onBehalfOf: member.userId,
      after: { because: "ended" },
    });
    expect(await digestOf(endActingAction())).toContain("/admin");
  });

  it("with the sign-out", async () => {
    const { id } = await actsFor(operator);
    expect(await digestOf(signOutAction())).toContain("/sign-in");
    expect(await because(id)).toEqual({ because: "signed_out" });
  });

  it("after half an hour of security time, at the very next request; the job writes it down once", async () => {
    const { id } = await actsFor(operator);
    await behindItsBack("alter table impersonation disable trigger impersonation_guard");
    await behindItsBack(
      "update impersonation set started_at = started_at - interval '30 minutes', expires_at = expires_at - interval '30 minutes' where id = $1 returning id",
      id,
    );
    await behindItsBack("alter table impersonation enable trigger impersonation_guard");
    expect(await opens()).toContain("404");
    expect(await endExpiredImpersonations(world.weir.system())).toBe(1);
    expect(await endExpiredImpersonations(world.weir.system())).toBe(0);
    expect(await because(id)).toEqual({ because: "expired" });
  });

  it("with the role: support from now on only looks, and who is dismissed is nobody, at the next request", async () => {
    const { id } = await actsFor(operator);
    await world.rows("update staff set role = 'SUPPORT' where user_id = $1 returning user_id", operator.userId);
    expect(await refusalOf(requirePortalAction(slug(), "billing:write"))).toMatchObject({ code: "FORBIDDEN" });
    expect(await dismissStaff(world.weir.system(), operator.userId)).toBe(true);
    expect(await dismissStaff(world.weir.system(), operator.userId)).toBe(false);
    expect(await opens()).toContain("404");
    expect(await because(id)).toEqual({ because: "revoked" });
  });

  it("with the membership of the one whose name it is", async () => {
    const { id } = await actsFor(support, member.userId);
    await removeMember(world.as(acme), member.userId);
    expect(await opens()).toContain("404");
    await joins(world, member, acme, "MEMBER");
    expect(await because(id)).toBeUndefined();
  });

  it("when another begins in the same sign-in", async () => {
    const { ctx, sessionId } = await comes(operator);
    const wanted = { organizationId: acme.organization.id, sessionId, reason: "two at once" };
    const begun = await Promise.all([1, 2, 3].map(() => startImpersonation(ctx, wanted)));
    const open = await world.rows<{ id: string }>(
      "select id from impersonation where session_id = $1 and ended_at is null",
      sessionId,
    );
    expect(open).toHaveLength(1);
    for (const { id } of begun) if (id !== open[0]?.id) expect(await because(id)).toEqual({ because: "replaced" });
  });

  it("is never prolonged, moved or opened again, not even by the application's own role", async () => {
    const { id } = await actsFor(support);
    for (const change of [
      "expires_at = expires_at + interval '1 second'",
      `on_behalf_of = '${member.userId}'`,
      "reason = 'another'",
    ])
      await expect(world.rows(`update impersonation set ${change} where id = $1 returning id`, id)).rejects.toThrow();
    await digestOf(endActingAction());
    await expect(
      world.rows("update impersonation set ended_at = null, ended_because = null where id = $1 returning id", id),
    ).rejects.toThrow();
    await expect(world.rows("delete from impersonation where id = $1 returning id", id)).rejects.toThrow();
  });
});
