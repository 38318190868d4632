import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setOverride } from "@/lib/billing";
import { DAY } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import {
  acceptInvitation,
  addMember,
  createOrganization,
  invitePeople,
  listInvitations,
  listMembers,
  peekInvitation,
  readSeats,
  removeMember,
  reportUntoldSeats,
  resendInvitation,
  revokeInvitation,
  roleIn,
  signUp,
  type Organization,
} from "@/lib/tenancy";
import { openTown, refused, tokenOf, type Person, type Town } from "./people.fixture";

let town: Town;
let owner: Person;
let acme: Organization;
beforeAll(async () => {
  town = await openTown();
  owner = await town.person("Rosa");
  acme = await town.team("Acme", owner);
});
afterAll(() => town?.close());

const rosa = () => town.as(owner, acme);
/** Lets an invitation's week pass. */
const age = (id: string) =>
  town.rows(
    `update invitation set created_at = created_at - interval '8 days', sent_at = sent_at - interval '8 days', expires_at = expires_at - interval '8 days' where id = $1 returning id`,
    id,
  );

describe("an invitation", () => {
  it("goes to its address by mail, and its link lies readable in no table but the mailbox", async () => {
    const [invited] = await invitePeople(rosa(), { emails: [" Teo@Example.Test "], role: "VIEWER" });
    expect(invited).toMatchObject({ outcome: "invited", email: "teo@example.test" });
    const link = await town.linkTo("teo@example.test");
    expect(invited).toMatchObject({ acceptUrl: link });
    expect(tokenOf(link)).toMatch(/^[0-9A-Za-z]{43}$/);
    const tables = await town.rows<{ text: string }>(
      `select i::text as text from invitation i union all select payload::text from outbox_message union all select after::text from audit.journal_entry`,
    );
    expect(tables.map(({ text }) => text).join("\n")).not.toContain(tokenOf(link));
    const journal = await town.rows<{ text: string }>(
      `select after::text as text from audit.journal_entry where action = 'invitation.created'`,
    );
    expect(JSON.stringify(journal)).not.toMatch(/teo/i);
    expect(await peekInvitation(rosa(), tokenOf(link))).toMatchObject({
      organization: { name: "Acme" },
      email: "teo@example.test",
      role: "VIEWER",
      state: "open",
      invitedBy: "Rosa",
    });
  });

  it("answers each address: new, invited before, member, named twice; and sends only what is new", async () => {
    await invitePeople(rosa(), { emails: ["ines@example.test"], role: "VIEWER" });
    const mails = async () => (await town.rows(`select id from outbox_message where type = 'mail.ordered'`)).length;
    const before = await mails();
    const emails = ["INES@example.test", owner.email, "jun@example.test", "Jun@Example.test"];
    const outcomes = await invitePeople(rosa(), { emails, role: "VIEWER" });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      "already_invited",
      "already_member",
      "invited",
      "repeated",
    ]);
    expect((await mails()) - before).toBe(1);
  });

  it("names every wrong address and invites nobody then", async () => {
    const before = (await listInvitations(rosa(), acme.id, { limit: 100 })).invitations.length;
    const error = await refused(
      invitePeople(rosa(), { emails: ["fine@example.test", "a@b", "", "x y@example.test"], role: "OWNER" }),
    );
    expect(error.code).toBe("VALIDATION_ERROR");
    expect(error.fields.map(({ pointer }) => pointer)).toEqual(["/emails/1", "/emails/2", "/emails/3", "/role"]);
    for (const emails of [[], Array.from({ length: 51 }, (_, i) => `p${i}@example.test`)])
      expect((await refused(invitePeople(rosa(), { emails, role: "VIEWER" }))).fields[0]?.pointer).toBe("/emails");
    expect((await listInvitations(rosa(), acme.id, { limit: 100 })).invitations).toHaveLength(before);
  });

  it("makes one member of fifty accepts at once, and all fifty get the same answer", async () => {
    const sami = await town.person("Sami");
    const token = await town.invite(rosa(), sami.email, "MEMBER");
    const answers = await Promise.all(Array.from({ length: 50 }, () => town.accept(sami, token)));
    expect(new Set(answers.map(({ membership }) => membership.id)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await roleIn(rosa(), acme.id, sami.userId)).toBe("MEMBER");
    const accepted = await town.rows(`select id from invitation where email = $1 and status = 'ACCEPTED'`, sami.email);
    const entries = await town.rows(
      `select id from audit.journal_entry where action in ('invitation.accepted', 'membership.created') and after ->> 'user' = $1`,
      sami.userId,
    );
    expect([accepted.length, entries.length]).toEqual([1, 2]);
    const stranger = await town.person("Stranger");
    expect(await refused(town.accept(stranger, token))).toMatchObject({ code: "FORBIDDEN" });
    await removeMember(rosa(), sami.userId);
    // Who was removed does not come back by the link that he used.
    expect(await refused(town.accept(sami, token))).toMatchObject({ code: "CONFLICT", details: { state: "accepted" } });
  });

  it("is bound to its address, and a text that is no link leads nowhere", async () => {
    const elif = await town.person("Elif");
    const other = await town.person("Other");
    const token = await town.invite(rosa(), elif.email.toUpperCase(), "VIEWER");
    expect(await refused(town.accept(other, token))).toMatchObject({ code: "FORBIDDEN" });
    expect(await roleIn(rosa(), acme.id, other.userId)).toBeNull();
    for (const text of [
      "",
      "a",
      "../../etc",
      `${token}x`,
      "x".repeat(43),
      "%00",
      "💧".repeat(20),
      "x".repeat(10_000),
    ]) {
      expect(await peekInvitation(rosa(), text), text).toBeNull();
      expect((await refused(town.accept(elif, text))).code, text).toBe("NOT_FOUND");
    }
    expect((await town.accept(elif, token)).membership.role).toBe("VIEWER");
  });

  it("sent again has a new link, and the old one is dead", async () => {
    const noor = await town.person("Noor");
    const old = await town.invite(rosa(), noor.email, "VIEWER");
    expect(tokenOf(await town.linkTo(noor.email))).toBe(old);
    const [open] = (await listInvitations(rosa(), acme.id, { state: "open", limit: 1 })).invitations;
    const id = open?.id ?? "";
    const hasty = await refused(resendInvitation(rosa(), id));
    expect(hasty.code).toBe("RATE_LIMIT_EXCEEDED");
    expect(hasty.retryAfterSeconds).toBeGreaterThan(0);
    expect(hasty.retryAfterSeconds).toBeLessThanOrEqual(60);
    await age(id);
    expect(await refused(town.accept(noor, old))).toMatchObject({ code: "CONFLICT", details: { state: "expired" } });
    const { invitation, acceptUrl } = await resendInvitation(rosa(), id);
    expect(invitation).toMatchObject({ state: "open", sentCount: 2 });
    expect(invitation.expiresAt).toBeGreaterThan(securityNow() + 6 * DAY);
    expect((await refused(town.accept(noor, old))).code).toBe("NOT_FOUND");
    expect(await town.linkTo(noor.email)).toBe(acceptUrl);
    expect((await town.accept(noor, tokenOf(acceptUrl))).membership.role).toBe("VIEWER");
  });

  it("that has run out begins anew when the address is invited again", async () => {
    const old = await town.invite(rosa(), "late@example.test", "VIEWER");
    const [row] = await town.rows<{ id: string }>(`select id from invitation where email = 'late@example.test'`);
    await age(row?.id ?? "");
    expect(await peekInvitation(rosa(), old)).toMatchObject({ state: "expired" });
    const [again] = await invitePeople(rosa(), { emails: ["late@example.test"], role: "MEMBER" });
    expect(again).toMatchObject({ outcome: "invited", invitation: { id: row?.id, role: "MEMBER" } });
    expect(await peekInvitation(rosa(), old)).toBeNull();
    await revokeInvitation(rosa(), row?.id ?? "");
  });

  it("withdrawn opens nothing, once and for all; used it cannot be withdrawn", async () => {
    const max = await town.person("Max");
    const token = await town.invite(rosa(), max.email, "VIEWER");
    const [open] = (await listInvitations(rosa(), acme.id, { state: "open", limit: 1 })).invitations;
    const id = open?.id ?? "";
    expect(await revokeInvitation(rosa(), id)).toMatchObject({ state: "revoked" });
    expect(await revokeInvitation(rosa(), id)).toMatchObject({ state: "revoked" });
    expect(await refused(town.accept(max, token))).toMatchObject({ details: { state: "revoked" } });
    expect(await refused(resendInvitation(rosa(), id))).toMatchObject({ details: { state: "revoked" } });
    await expect(town.rows(`update invitation set status = 'OPEN', ended_at = null where id = $1`, id)).rejects.toThrow(
      /stays as it is/,
    );
    await town.accept(max, await town.invite(rosa(), max.email, "VIEWER"));
    const [used] = (await listInvitations(rosa(), acme.id, { state: "accepted", limit: 1 })).invitations;
    expect((await refused(revokeInvitation(rosa(), used?.id ?? ""))).code).toBe("CONFLICT");
  });

  it("is made, sent and withdrawn by owners and admins of its organization alone", async () => {
    const [admin, viewer] = await Promise.all([town.person("Ada"), town.person("Vic")]);
    await addMember(town.weir.system(acme.id), admin.userId, "ADMIN");
    await addMember(town.weir.system(acme.id), viewer.userId, "VIEWER");
    const globex = await town.team("Globex", await town.person("Hank"));
    const emails = ["x@example.test"];
    const [made] = await invitePeople(town.as(admin, acme), { emails, role: "VIEWER" });
    const id = made && "invitation" in made ? made.invitation.id : "";
    for (const [who, organization, code] of [
      [viewer, acme, "FORBIDDEN"],
      [owner, globex, "NOT_FOUND"],
    ] as const) {
      const ctx = town.as(who, organization);
      expect((await refused(invitePeople(ctx, { emails, role: "VIEWER" }))).code).toBe(code);
      expect((await refused(resendInvitation(ctx, id))).code).toBe(code);
      expect((await refused(revokeInvitation(ctx, id))).code).toBe(code);
    }
    expect((await refused(revokeInvitation(town.weir.system(globex.id), id))).code).toBe("NOT_FOUND");
    await revokeInvitation(town.as(admin, acme), id);
    await removeMember(rosa(), admin.userId);
  });

  it("waits while the organization is suspended", async () => {
    const tia = await town.person("Tia");
    const token = await town.invite(rosa(), tia.email, "VIEWER");
    await town.rows(`update organization set status = 'SUSPENDED' where id = $1 returning id`, acme.id);
    try {
      expect((await refused(town.accept(tia, token))).code).toBe("ORGANIZATION_SUSPENDED");
      expect((await refused(invitePeople(rosa(), { emails: ["y@example.test"], role: "VIEWER" }))).code).toBe(
        "ORGANIZATION_SUSPENDED",
      );
    } finally {
      await town.rows(`update organization set status = 'ACTIVE' where id = $1 returning id`, acme.id);
    }
    expect((await town.accept(tia, token)).membership.role).toBe("VIEWER");
  });

  it("is one of a hundred an hour", async () => {
    const busy = await town.team("Busy", owner);
    const ctx = town.as(owner, busy);
    const addresses = (from: number, n: number) => Array.from({ length: n }, (_, i) => `p${from + i}@example.test`);
    await invitePeople(ctx, { emails: addresses(0, 50), role: "VIEWER" });
    await invitePeople(ctx, { emails: addresses(50, 49), role: "VIEWER" });
    const error = await refused(invitePeople(ctx, { emails: addresses(99, 2), role: "VIEWER" }));
    expect(error.code).toBe("RATE_LIMIT_EXCEEDED");
    expect(error.retryAfterSeconds).toBeGreaterThan(3_000);
    await invitePeople(ctx, { emails: addresses(99, 1), role: "VIEWER" });
    expect((await refused(invitePeople(ctx, { emails: ["more@example.test"], role: "VIEWER" }))).code).toBe(
      "RATE_LIMIT_EXCEEDED",
    );
    // Whoever is invited already costs no mail, and is no reason to wait.
    expect(await invitePeople(ctx, { emails: addresses(0, 1), role: "VIEWER" })).toMatchObject([
      { outcome: "already_invited" },
    ]);
  });
});

describe("seats", () => {
  it("are counted from the first moment of an organization on", async () => {
    const owner = await town.person("Nora");
    expect(await town.seatsCounted(await town.team("Newcomers", owner))).toBe(1);
    const { organization } = await signUp(town.weir.system(), {
      name: "Nils",
      email: "nils@example.test",
      password: "Nils crosses the weir",
    });
    expect(await town.seatsCounted(organization)).toBe(1);
  });

  it("of organizations that are older than their count are told afterwards, each once", async () => {
    const owner = await town.person("Olaf");
    const old = await createOrganization(town.weir.system(), { name: "Old" });
    await town.rows(
      `insert into membership (id, organization_id, user_id, role, created_at) values ('mbr_old', $1, $2, 'OWNER', now()) returning id`,
      old.id,
      owner.userId,
    );
    expect(await town.seatsCounted(old)).toBe(0);
    expect(await reportUntoldSeats(town.weir.system())).toBe(1);
    expect(await town.seatsCounted(old)).toBe(1);
    expect(await reportUntoldSeats(town.weir.system())).toBe(0);
  });

  it("bound who is invited, and the refusal names the plan that has more", async () => {
    const hooli = await town.team("Hooli", owner);
    const ctx = town.as(owner, hooli);
    const error = await refused(invitePeople(ctx, { emails: ["a@x.test", "b@x.test", "c@x.test"], role: "MEMBER" }));
    expect(error).toMatchObject({
      code: "LIMIT_EXCEEDED",
      details: { meter: "seats", limit: 3, current: 1, remaining: 2, window: "LIFETIME" },
    });
    expect(error.details.upgradeHint).toMatch(/^(Starter|Pro) includes/);
    await invitePeople(ctx, { emails: ["a@x.test", "b@x.test"], role: "MEMBER" });
    expect(await readSeats(ctx, hooli.id)).toEqual({ used: 1, invited: 2, limit: 3 });
    expect((await refused(invitePeople(ctx, { emails: ["c@x.test"], role: "ADMIN" }))).code).toBe("LIMIT_EXCEEDED");
    expect(await invitePeople(ctx, { emails: ["c@x.test"], role: "VIEWER" })).toMatchObject([{ outcome: "invited" }]);
  });

  it("are taken exactly to the last one by those who come at once, and usage counts them", async () => {
    const stark = await town.team("Stark", owner);
    const people = await Promise.all(["P1", "P2", "P3", "P4"].map((name) => town.person(name)));
    const [first, second] = people as [Person, Person, Person, Person];
    const tokens = [
      await town.invite(town.as(owner, stark), first.email),
      await town.invite(town.as(owner, stark), second.email),
    ];
    const coming = people.map((person, i) =>
      tokens[i] === undefined
        ? addMember(town.weir.system(stark.id), person.userId, "MEMBER")
        : acceptInvitation(town.as(person), tokens[i]),
    );
    const outcomes = await Promise.allSettled(coming);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    for (const outcome of outcomes)
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "LIMIT_EXCEEDED" });
    expect(await readSeats(town.as(owner, stark), stark.id)).toMatchObject({ used: 3, limit: 3 });
    expect(await town.seatsCounted(stark)).toBe(3);
  });

  it("never hold anybody back who goes, also above a limit that was lowered", async () => {
    const umbrella = await town.team("Umbrella", owner);
    const people = await Promise.all(["Q1", "Q2"].map((name) => town.person(name)));
    for (const person of people) await addMember(town.weir.system(umbrella.id), person.userId, "MEMBER");
    expect(await town.seatsCounted(umbrella)).toBe(3);
    await setOverride(town.weir.system(), umbrella.id, {
      meter: "seats",
      window: "LIFETIME",
      amount: 1,
      reason: "less",
    });
    await removeMember(town.as(owner, umbrella), people[0]?.userId ?? "");
    expect(await town.seatsCounted(umbrella)).toBe(2);
    expect(await listMembers(town.as(owner), umbrella.id)).toHaveLength(2);
  });
});
