import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppError } from "@/lib/kernel/errors";
import { liveSubscription } from "@/lib/subscriptions";
import {
  addMember,
  changeRole,
  createOrganization,
  findOrganization,
  getOrganization,
  listMembers,
  listOrganizations,
  organizationsOf,
  removeMember,
  repairMissingSubscription,
  signUp,
  updateOrganization,
} from "@/lib/tenancy";
import { openGround, refusal, type Ground } from "./tenancy.fixture";

let ground: Ground;
beforeAll(async () => void (ground = await openGround()));
afterAll(() => ground.close());

const ACCOUNT_TABLES = [
  "app_user",
  "credential",
  "organization",
  "membership",
  "subscription",
  "audit.journal_entry",
] as const;
const counts = (): Promise<number[]> => Promise.all(ACCOUNT_TABLES.map((table) => ground.count(table)));
const person = (name: string) => ({
  name,
  email: `${name.toLowerCase()}@example.com`,
  password: `${name} crosses the weir`,
});

describe("sign-up", () => {
  it("makes user, credential, personal organization, owner membership, FREE subscription and journal together", async () => {
    const before = await counts();
    const { user, organization, created } = await signUp(ground.ctx, { ...person("Ada"), email: "  Ada@Example.COM " });
    expect(created).toBe(true);
    expect(user.email).toBe("ada@example.com");
    expect(organization).toMatchObject({
      kind: "PERSONAL",
      slug: "ada",
      status: "ACTIVE",
      billingEmail: "ada@example.com",
    });
    expect(await liveSubscription(ground.ctx, organization.id)).toMatchObject({ status: "ACTIVE", source: "INTERNAL" });
    expect(await organizationsOf(ground.ctx, user.id)).toMatchObject([
      { role: "OWNER", organization: { id: organization.id } },
    ]);
    const after = await counts();
    expect(after.map((n, i) => n - (before[i] ?? 0)).slice(0, 5)).toEqual([1, 1, 1, 1, 1]);
    const entries = await ground.rows<{ action: string; actor: string }>(
      `select action, actor from audit.journal_entry where organization_id = $1 order by position`,
      organization.id,
    );
    expect(entries.map((entry) => entry.action)).toEqual([
      "subscription.started",
      "user.signed_up",
      "organization.created",
    ]);
    expect(new Set(entries.map((entry) => entry.actor))).toEqual(new Set([`user:${user.id}`]));
  });

  it("keeps no password and no address of a person inside the journal's hash", async () => {
    const { organization } = await signUp(ground.ctx, person("Edsger"));
    const entries = await ground.rows<{ text: string }>(
      `select before::text || after::text || coalesce(reason, '') as text from audit.journal_entry where organization_id = $1`,
      organization.id,
    );
    expect(JSON.stringify(entries)).not.toMatch(/edsger/i);
  });

  it("sent twice at the same moment, makes one account and answers both with it", async () => {
    const before = await counts();
    const answers = await Promise.all(Array.from({ length: 6 }, () => signUp(ground.ctx, person("Grace"))));
    expect(new Set(answers.map(({ user }) => user.id)).size).toBe(1);
    expect(new Set(answers.map(({ organization }) => organization.id)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect((await counts()).map((n, i) => n - (before[i] ?? 0)).slice(0, 5)).toEqual([1, 1, 1, 1, 1]);
  });

  it("refuses an address that is taken by somebody with another password", async () => {
    await signUp(ground.ctx, person("Alan"));
    expect(await refusal(signUp(ground.ctx, { ...person("Alan"), password: "somebody else's words" }))).toBe(
      "CONFLICT",
    );
  });

  it("names every wrong field", async () => {
    const error = (await signUp(ground.ctx, { email: "nobody", name: " ", password: "short" }).catch(
      (e: unknown) => e,
    )) as AppError;
    expect(error.code).toBe("VALIDATION_ERROR");
    expect(error.fields.map((field) => field.pointer).sort()).toEqual(["/email", "/name", "/password"]);
    for (const email of [
      "a@b",
      "a b@example.com",
      "@example.com",
      "a@example..com",
      "a..b@example.com",
      "a@-example.com",
      "",
      `${"x".repeat(250)}@example.com`,
    ]) {
      expect(await refusal(signUp(ground.ctx, { ...person("Odd"), email })), email).toBe("VALIDATION_ERROR");
    }
  });

  it("gives a second person of the same name another address, and never a reserved one", async () => {
    const first = await signUp(ground.ctx, { ...person("Barbara"), email: "b1@example.com" });
    const second = await signUp(ground.ctx, { ...person("Barbara"), email: "b2@example.com" });
    const admin = await signUp(ground.ctx, { ...person("Admin"), email: "b3@example.com" });
    const foreign = await signUp(ground.ctx, { ...person("李"), email: "b4@example.com" });
    expect([first, second, admin].map(({ organization }) => organization.slug)).toEqual([
      "barbara",
      "barbara-2",
      "admin-2",
    ]);
    expect(foreign.organization.slug).toMatch(/^organization-/);
  });
});

describe("sign-up whose very last step fails", () => {
  const BREAK = `
    create function audit.break_last_step() returns trigger language plpgsql as $$ begin raise exception 'the last step failed'; end $$;
    grant execute on function audit.break_last_step() to weir_app;
    create trigger zz_break before insert on audit.journal_entry for each row when (new.action = 'organization.created') execute function audit.break_last_step();`;
  const MEND = `drop trigger zz_break on audit.journal_entry; drop function audit.break_last_step();`;

  async function asSuperuser(statements: string): Promise<void> {
    const client = new pg.Client({ connectionString: process.env.WEIR_TEST_SUPER_URL });
    await client.connect();
    await client.query(statements).finally(() => client.end());
  }

  it("leaves nothing behind, and can be repeated afterwards", async () => {
    const outbox = await ground.count("outbox_message");
    const before = await counts();
    await asSuperuser(BREAK);
    try {
      await expect(signUp(ground.ctx, person("Margaret"))).rejects.toThrow(/last step failed/);
      expect(await counts()).toEqual(before);
      expect(await ground.count("outbox_message")).toBe(outbox);
    } finally {
      await asSuperuser(MEND);
    }
    expect(await signUp(ground.ctx, person("Margaret"))).toMatchObject({ created: true });
  });
});

describe("sign-up without a plan to fall back to", () => {
  it("leaves nothing behind when the last step fails", async () => {
    await ground.rows(`update plan set fallback = false returning id`);
    try {
      const before = await counts();
      expect(await refusal(signUp(ground.ctx, person("Nobody")))).toBe("CONFLICT");
      expect(await counts()).toEqual(before);
    } finally {
      await ground.rows(`update plan set fallback = true returning id`);
    }
    expect(await signUp(ground.ctx, person("Nobody"))).toMatchObject({ created: true });
  });
});

describe("organizations", () => {
  it("are made by the vendor's backend under its own key, once", async () => {
    const wanted = {
      name: "Acme Inc.",
      externalKey: "crm-17",
      billingEmail: "Bills@Acme.example",
      timeZone: "Europe/Paris",
      metadata: { tier: "a" },
      idempotencyKey: "create-17",
    };
    const made = await createOrganization(ground.ctx, wanted);
    expect(made).toMatchObject({
      kind: "TEAM",
      slug: "acme-inc",
      externalKey: "crm-17",
      billingEmail: "bills@acme.example",
      timeZone: "Europe/Paris",
    });
    expect(await createOrganization(ground.ctx, wanted)).toEqual(made);
    expect(await refusal(createOrganization(ground.ctx, { ...wanted, name: "Other" }))).toBe("IDEMPOTENCY_MISMATCH");
    const error = (await createOrganization(ground.ctx, { ...wanted, idempotencyKey: "create-18" }).catch(
      (e: unknown) => e,
    )) as AppError;
    expect(error.code).toBe("CONFLICT");
    expect(error.message).toContain("crm-17");
    expect(await liveSubscription(ground.ctx, made.id)).toMatchObject({ status: "ACTIVE" });
  });

  it("are found by our id and by the vendor's key, and by nothing else", async () => {
    const made = await createOrganization(ground.ctx, { name: "Globex", externalKey: "globex-1" });
    expect((await findOrganization(ground.ctx, made.id))?.id).toBe(made.id);
    expect((await findOrganization(ground.ctx, "globex-1"))?.id).toBe(made.id);
    expect(await findOrganization(ground.ctx, made.slug)).toBeNull();
    expect(await refusal(getOrganization(ground.ctx, "og_nonsense"))).toBe("NOT_FOUND");
  });

  it("refuses an external key that has the form of one of our ids, and unknown zones", async () => {
    const made = await createOrganization(ground.ctx, { name: "Initech" });
    expect(await refusal(createOrganization(ground.ctx, { name: "Thief", externalKey: made.id }))).toBe(
      "VALIDATION_ERROR",
    );
    expect(await refusal(createOrganization(ground.ctx, { name: "Nowhere", timeZone: "Mars/Olympus" }))).toBe(
      "VALIDATION_ERROR",
    );
  });

  it("are made twenty at a time under one name without a failure", async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => createOrganization(ground.ctx, { name: "Hooli" })));
    expect(new Set(made.map((organization) => organization.slug)).size).toBe(20);
  });

  it("are listed newest first, page by page, each once", async () => {
    const seen: string[] = [];
    let after: Parameters<typeof listOrganizations>[1] = {};
    for (let pages = 0; pages < 50; pages++) {
      const page = await listOrganizations(ground.ctx, { ...after, limit: 7 });
      seen.push(...page.organizations.map((organization) => organization.id));
      if (!page.next) break;
      after = { after: page.next };
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(await ground.count("organization"));
  });

  it("change, with a journal entry that says what changed, and refuse another's address", async () => {
    const umbrella = await createOrganization(ground.ctx, { name: "Umbrella" });
    const wayne = await createOrganization(ground.ctx, { name: "Wayne", externalKey: "wayne" });
    const ctx = ground.as({ organization: umbrella.id });
    expect(await updateOrganization(ctx, { slug: "umbrella-corp", billingEmail: "a@umbrella.example" })).toMatchObject({
      slug: "umbrella-corp",
    });
    expect(await refusal(updateOrganization(ctx, { slug: wayne.slug }))).toBe("VALIDATION_ERROR");
    expect(await refusal(updateOrganization(ctx, { slug: "admin" }))).toBe("VALIDATION_ERROR");
    expect(await refusal(updateOrganization(ctx, { externalKey: "wayne" }))).toBe("CONFLICT");
    const [entry] = await ground.rows<{ after: { changed: string[] } }>(
      `select after from audit.journal_entry where organization_id = $1 and action = 'organization.updated'`,
      umbrella.id,
    );
    expect(entry?.after.changed).toEqual(["slug", "billingEmail"]);
  });
});

describe("memberships", () => {
  it("never lose the last owner, also when two owners leave at the same moment", async () => {
    const [first, second] = await Promise.all([
      signUp(ground.ctx, person("Ursula")),
      signUp(ground.ctx, person("Iain")),
    ]);
    const team = await createOrganization(ground.ctx, { name: "Authors", ownerId: first.user.id });
    const ctx = ground.as({ organization: team.id });
    expect(await refusal(removeMember(ctx, first.user.id))).toBe("CONFLICT");
    expect(await refusal(changeRole(ctx, first.user.id, "ADMIN"))).toBe("CONFLICT");
    await ground.rows(
      `insert into membership (id, organization_id, user_id, role, created_at) values ('mbr_test', $1, $2, 'ADMIN', now()) returning id`,
      team.id,
      second.user.id,
    );
    await changeRole(ctx, second.user.id, "OWNER");
    const left = await Promise.allSettled([removeMember(ctx, first.user.id), removeMember(ctx, second.user.id)]);
    expect(left.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
    const [owners] = await ground.rows<{ n: number }>(
      `select count(*)::int as n from membership where organization_id = $1 and role = 'OWNER'`,
      team.id,
    );
    expect(owners?.n).toBe(1);
  });

  it("are made once, and joining again changes nothing", async () => {
    const user = (await signUp(ground.ctx, person("Octavia"))).user;
    const team = await createOrganization(ground.ctx, { name: "Choir" });
    const ctx = ground.as({ organization: team.id });
    const made = await Promise.all(Array.from({ length: 5 }, () => addMember(ctx, user.id, "MEMBER")));
    expect(new Set(made.map((membership) => membership.id)).size).toBe(1);
    expect(await addMember(ctx, user.id, "OWNER")).toMatchObject({ role: "MEMBER" });
    expect(await listMembers(ground.ctx, team.id)).toMatchObject([
      { userId: user.id, role: "MEMBER", name: "Octavia" },
    ]);
    const entries = await ground.rows(
      `select id from audit.journal_entry where organization_id = $1 and action = 'membership.created'`,
      team.id,
    );
    expect(entries).toHaveLength(1);
    expect(await refusal(addMember(ctx, "usr_nobody", "MEMBER"))).toBe("NOT_FOUND");
  });

  it("of another organization are not found", async () => {
    const ada = await signUp(ground.ctx, person("Ada"));
    const other = await createOrganization(ground.ctx, { name: "Elsewhere" });
    expect(await refusal(changeRole(ground.as({ organization: other.id }), ada.user.id, "ADMIN"))).toBe("NOT_FOUND");
  });
});

describe("a subscription that went missing", () => {
  it("is repaired at sign-in, once, and the journal says so", async () => {
    const { user, organization } = await signUp(ground.ctx, person("Tyrell"));
    await ground.rows(
      `update subscription set status = 'CANCELED', ended_at = now() where organization_id = $1 returning id`,
      organization.id,
    );
    const repairs = await Promise.all(Array.from({ length: 4 }, () => repairMissingSubscription(ground.ctx, user.id)));
    expect(repairs.flat()).toEqual([organization.id]);
    expect(await liveSubscription(ground.ctx, organization.id)).toMatchObject({ status: "ACTIVE" });
    const entries = await ground.rows(
      `select id from audit.journal_entry where organization_id = $1 and action = 'subscription.repaired'`,
      organization.id,
    );
    expect(entries).toHaveLength(1);
    expect(await repairMissingSubscription(ground.ctx, user.id)).toEqual([]);
  });
});
