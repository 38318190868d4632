import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiKey, endMembership, requireMember, verifyApiKey } from "@/lib/access";
import {
  addMember,
  changeRole,
  createOrganization,
  getMember,
  listMembers,
  pageOfMembers,
  removeMember,
  transferOwnership,
  type Organization,
  type Role,
} from "@/lib/tenancy";
import { openTown, refused, type Person, type Town } from "./people.fixture";

let town: Town;
beforeAll(async () => void (town = await openTown({ TEAMS_PER_OWNER: "3" })));
afterAll(() => town?.close());

const rolesIn = async (organization: Organization): Promise<Record<string, Role>> =>
  Object.fromEntries((await listMembers(town.weir.world, organization.id)).map(({ name, role }) => [name, role]));
const joins = (person: Person, organization: Organization, role: Role) =>
  addMember(town.weir.system(organization.id), person.userId, role);
let founded = 0;
/** A team of its own with two owners. */
async function twoOwners(): Promise<{ team: Organization; a: Person; b: Person }> {
  const n = (founded += 1);
  const [a, b] = [await town.person(`Anna${n}`), await town.person(`Bert${n}`)];
  const team = await town.team(`Team ${n}`, a);
  await joins(b, team, "OWNER");
  return { team, a, b };
}

describe("owners", () => {
  it("never all go: of two who step down, or leave and step down at once, one stays", async () => {
    const leave = (person: Person, team: Organization) => removeMember(town.as(person, team), person.userId);
    const stepDown = (person: Person, team: Organization) => changeRole(town.as(person, team), person.userId, "MEMBER");
    for (const [first, second] of [
      [stepDown, stepDown],
      [leave, stepDown],
    ] as const) {
      const { team, a, b } = await twoOwners();
      const outcomes = await Promise.allSettled([first(a, team), second(b, team)]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(Object.values(await rolesIn(team)).filter((role) => role === "OWNER")).toHaveLength(1);
    }
  });

  it("are out of an admin's reach, and of everybody's who was removed a moment ago", async () => {
    const { team, a, b } = await twoOwners();
    const admin = await town.person(`Carl${founded}`);
    await joins(admin, team, "ADMIN");
    const ctx = town.as(admin, team);
    expect((await refused(changeRole(ctx, a.userId, "VIEWER"))).code).toBe("FORBIDDEN");
    expect((await refused(removeMember(ctx, b.userId))).code).toBe("FORBIDDEN");
    expect((await refused(changeRole(ctx, admin.userId, "OWNER"))).code).toBe("FORBIDDEN");
    await removeMember(town.as(a, team), admin.userId);
    expect((await refused(changeRole(ctx, b.userId, "VIEWER"))).code).toBe("NOT_FOUND");
    expect(await rolesIn(team)).toMatchObject({ [`Anna${founded}`]: "OWNER", [`Bert${founded}`]: "OWNER" });
  });
});

describe("ownership", () => {
  it("handed over by two at once, to one or to two, goes over once", async () => {
    for (const same of [true, false]) {
      const { team, a, b } = await twoOwners();
      await changeRole(town.as(a, team), b.userId, "OWNER");
      const heirs = [await town.person(`Heir${founded}`), await town.person(`Next${founded}`)] as const;
      for (const heir of heirs) await joins(heir, team, "VIEWER");
      const seenOwners = [a.userId, b.userId];
      const outcomes = await Promise.allSettled([
        transferOwnership(town.as(a, team), { from: a.userId, to: heirs[0].userId, seenOwners }),
        transferOwnership(town.as(b, team), { from: b.userId, to: heirs[same ? 0 : 1].userId, seenOwners }),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      for (const outcome of outcomes)
        if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "CONFLICT" });
      const roles = Object.values(await rolesIn(team)).sort();
      expect(roles).toEqual(["ADMIN", "OWNER", "OWNER", "VIEWER"]);
      const entries = await town.rows(
        `select id from audit.journal_entry where organization_id = $1 and action = 'organization.ownership_transferred'`,
        team.id,
      );
      expect(entries).toHaveLength(1);
    }
  });

  it("tells both by mail, and is nobody's to hand over but the owner's own", async () => {
    const { team, a, b } = await twoOwners();
    const heir = await town.person(`Eve${founded}`);
    await joins(heir, team, "MEMBER");
    const seenOwners = [a.userId, b.userId];
    const wanted = { from: a.userId, to: heir.userId, seenOwners };
    expect((await refused(transferOwnership(town.as(b, team), wanted))).code).toBe("FORBIDDEN");
    expect((await refused(transferOwnership(town.as(heir, team), wanted))).code).toBe("FORBIDDEN");
    expect((await refused(transferOwnership(town.as(a, team), { ...wanted, to: b.userId }))).code).toBe("CONFLICT");
    expect((await refused(transferOwnership(town.as(a, team), { ...wanted, to: "usr_x" }))).code).toBe("CONFLICT");
    await transferOwnership(town.as(a, team), wanted);
    expect(await refused(transferOwnership(town.as(a, team), wanted))).toMatchObject({
      details: { state: "not_an_owner" },
    });
    const mails = await town.rows<{ to: string; reader: string }>(
      `select payload ->> 'to' as "to", payload -> 'model' ->> 'reader' as reader from outbox_message where organization_id = $1 and payload ->> 'kind' = 'ownership_transferred' order by seq`,
      team.id,
    );
    expect(mails).toEqual([
      { to: heir.email, reader: "new_owner" },
      { to: a.email, reader: "former_owner" },
    ]);
  });
});

describe("a removed member", () => {
  it("is nothing there from the next request on, and his keys go with him if that is wanted", async () => {
    const { team, a, b } = await twoOwners();
    const ctx = town.as(b, team);
    const [one, two] = [
      await createApiKey(ctx, { name: "one", scopes: ["usage:read"], environment: "PROD" }),
      await createApiKey(town.as(a, team), { name: "two", scopes: ["usage:read"], environment: "PROD" }),
    ];
    expect((await requireMember(ctx, b.userId, team.slug)).role).toBe("OWNER");
    const revoked = await endMembership(town.as(a, team), b.userId, { revokeKeys: true });
    expect(revoked.map(({ id }) => id)).toEqual([one.apiKey.id]);
    expect((await refused(requireMember(ctx, b.userId, team.slug))).code).toBe("NOT_FOUND");
    expect((await refused(verifyApiKey(town.weir.world, one.text))).code).toBe("AUTHENTICATION_ERROR");
    expect((await verifyApiKey(town.weir.world, two.text)).organizationId).toBe(team.id);
    expect((await refused(getMember(ctx, team.id, b.userId))).code).toBe("NOT_FOUND");
  });
});

describe("members", () => {
  it("are read page by page, each once, longest first", async () => {
    const { team } = await twoOwners();
    for (let i = 0; i < 3; i++) await joins(await town.person(`Reader${founded}x${i}`), team, "VIEWER");
    const seen: string[] = [];
    let after: Awaited<ReturnType<typeof pageOfMembers>>["next"] = null;
    do {
      const page: Awaited<ReturnType<typeof pageOfMembers>> = await pageOfMembers(town.weir.world, team.id, {
        limit: 2,
        after,
      });
      seen.push(...page.members.map(({ id }) => id));
      after = page.next;
    } while (after);
    expect(seen).toEqual((await listMembers(town.weir.world, team.id)).map(({ id }) => id));
    expect(new Set(seen).size).toBe(5);
  });
});

describe("a person", () => {
  it("owns as many teams as one may, also when they are made at once", async () => {
    const maker = await town.person("Maker");
    const make = () => createOrganization(town.as(maker), { name: "Free again", ownerId: maker.userId });
    const made = await Promise.allSettled(Array.from({ length: 6 }, make));
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect(await refused(make())).toMatchObject({ code: "CONFLICT", details: { current: 3, limit: 3 } });
    await town.rows(
      `update organization set status = 'ARCHIVED' where id in (select organization_id from membership where user_id = $1 and role = 'OWNER') and kind = 'TEAM' returning id`,
      maker.userId,
    );
    expect(await make()).toMatchObject({ kind: "TEAM" });
  });
});
