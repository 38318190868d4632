import { exportSPKI, generateKeyPair, importSPKI, SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { localIdentity, sessionUser } from "@/lib/auth";
import { signOut } from "@/lib/auth/identity";
import { gatewayApp } from "@/gateway/app";
import { repairFromClerk } from "@/lib/clerk";
import type { AppError } from "@/lib/kernel/errors";
import { readEnvironment } from "@/lib/platform/env";
import { changeRole, findAdoptedOrganization, listMembers, organizationsOf, removeMember } from "@/lib/tenancy";
import { testDatabase } from "../support/database";
import { ask } from "../support/quota";
import { HOME, membership, openClerk, team, user, type Clerk } from "./clerk.fixture";

let clerk: Clerk;
beforeAll(async () => void (clerk = await openClerk()));
afterAll(() => clerk?.close());
beforeEach(() => {
  clerk.has.broken = null;
  clerk.has.asked.length = 0;
});

let people = 0;
/** Somebody whom Clerk knows and who has never come here. */
function stranger(more: Record<string, unknown> = {}): { id: string; email: string } {
  const id = `user_${(people += 1)}`;
  const email = `${id.replace("_", "-")}@example.com`;
  clerk.has.users[id] = user(id, email, more);
  return { id, email };
}
let teams = 0;
function newTeam(name = "Hooli"): Record<string, unknown> & { id: string } {
  const made = team(`org_${(teams += 1)}`, name);
  clerk.has.organizations[made.id] = made;
  return made;
}
const seconds = (ms: number): number => Math.floor(ms / 1_000);
const now = (): number => Date.now();
const comesAs = async (id: string, claims: Record<string, unknown> = {}) =>
  clerk.comes(await clerk.token({ sub: id, sid: `sess_of_${id}`, ...claims }));
/** The members of one of Clerk's teams here, by e-mail, with their roles. */
async function members(organization: { id: string }): Promise<Record<string, string>> {
  const ours = await findAdoptedOrganization(clerk.weir.world, organization.id);
  const all = ours ? await listMembers(clerk.weir.world, ours.id) : [];
  return Object.fromEntries(all.map(({ email, role }) => [email, role]));
}
const rows = <Row extends object>(text: string) => ask<Row>(testDatabase(), text);

describe("somebody who signed in at Clerk", () => {
  it("is made at his first request with everything that belongs to an account, and is himself at the next", async () => {
    const ada = stranger();
    const first = await comesAs(ada.id);
    expect(first).toMatchObject({ email: ada.email, name: "Ada Lovelace", sessionId: `sess_of_${ada.id}` });
    expect(first?.id).toMatch(/^usr_/);
    const [own] = await organizationsOf(clerk.weir.world, first?.id ?? "");
    expect(own).toMatchObject({ role: "OWNER", organization: { kind: "PERSONAL" } });
    const live = "select 1 from subscription where ended_at is null and organization_id = ";
    expect(await rows(`${live}'${own?.organization.id}'`)).toHaveLength(1);
    const asked = clerk.has.asked.length;
    expect(await comesAs(ada.id)).toMatchObject({ id: first?.id });
    expect(clerk.has.asked).toHaveLength(asked);
  });

  it("is made once, however many of his requests come at once", async () => {
    const eve = stranger();
    const came = await Promise.all(Array.from({ length: 20 }, () => comesAs(eve.id)));
    expect(new Set(came.map((one) => one?.id)).size).toBe(1);
    expect(await rows(`select 1 from app_user where clerk_user_id = '${eve.id}'`)).toHaveLength(1);
  });

  it("takes up the account that has his verified e-mail, and nobody else's", async () => {
    const here = await clerk.weir.person("Grace");
    clerk.has.users.user_grace = user("user_grace", "GRACE@example.test");
    expect(await comesAs("user_grace")).toMatchObject({ id: here.userId });
    clerk.has.users.user_other = user("user_other", "grace@example.test");
    await expect(comesAs("user_other")).rejects.toMatchObject({ code: "CONFLICT" });
    const unverified = stranger();
    const [address] = (clerk.has.users[unverified.id]?.email_addresses ?? []) as { verification: object }[];
    if (address) address.verification = { status: "unverified" };
    await expect(comesAs(unverified.id)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("is nobody when Clerk knows him no more, and waits when Clerk does not answer", async () => {
    expect(await comesAs("user_nobody")).toBeNull();
    const late = stranger();
    clerk.has.broken = 500;
    const refused = (await comesAs(late.id).catch((error: unknown) => error)) as AppError;
    expect(refused).toMatchObject({ code: "UNAVAILABLE", retryAfterSeconds: 2 });
    clerk.has.broken = null;
    expect(await comesAs(late.id)).not.toBeNull();
  });
});

describe("a session token", () => {
  let ada: { id: string };
  beforeAll(async () => {
    ada = stranger();
    await comesAs(ada.id);
  });

  it("opens nothing when it is forged, foreign, old or of another form", async () => {
    const other = await generateKeyPair("RS256");
    const { CLERK_JWT_KEY = "" } = clerk.weir.world.env;
    const publicText = new TextEncoder().encode(CLERK_JWT_KEY.replaceAll("\\n", "\n"));
    const good = await clerk.token({ sub: ada.id });
    const [head = "", body = "", signature = ""] = good.split(".");
    const none = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
    const claims = { sub: ada.id, sid: "sess_1", azp: HOME };
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256" })
      .setIssuedAt()
      .setExpirationTime("60s")
      .sign(publicText);
    const bad: Record<string, string> = {
      "another key": await clerk.token({ sub: ada.id }, { key: other.privateKey }),
      "no algorithm": `${none}.${body}.`,
      "no algorithm, old signature": `${none}.${body}.${signature}`,
      "the public key as a secret": symmetric,
      "another signature": `${head}.${body}.${signature.slice(0, -4)}AAAA`,
      expired: await clerk.token({ sub: ada.id, iat: seconds(now()) - 300 }, { expires: "-1 minute" }),
      "for another site": await clerk.token({ sub: ada.id, azp: "https://evil.example" }),
      "of an unfinished sign-in": await clerk.token({ sub: ada.id, sts: "pending" }),
      "without a session": await clerk.token({ sub: ada.id, sid: undefined }),
      "of a form that is none": "eyJ.eyJ.eyJ",
      "too long": `${good}${"A".repeat(9_000)}`,
    };
    for (const [what, token] of Object.entries(bad)) expect(await clerk.comes(token), what).toBeNull();
    expect(await clerk.comes()).toBeNull();
    expect(await clerk.comes(good)).not.toBeNull();
  });

  it("is found beside stale ones, and where it was refreshed on the way", async () => {
    const stale = await clerk.token({ sub: ada.id }, { expires: "-1 minute" });
    const good = await clerk.token({ sub: ada.id });
    expect(await clerk.comes(stale, good)).not.toBeNull();
    const refreshed = new Headers({ cookie: `__session=${stale}`, "x-clerk-auth-token": good });
    expect(await sessionUser(clerk.weir.world, refreshed)).not.toBeNull();
  });

  it("asks nobody to be verified", async () => {
    await clerk.comes(await clerk.token({ sub: ada.id }));
    expect(clerk.has.asked).toEqual([]);
  });

  it("opens nothing from the moment that Clerk says its session is over", async () => {
    const token = await clerk.token({ sub: ada.id, sid: "sess_over" });
    expect(await clerk.comes(token)).not.toBeNull();
    expect((await clerk.says("session.revoked", { id: "sess_over", user_id: ada.id })).status).toBe(200);
    expect(await clerk.comes(token)).toBeNull();
    expect(await clerk.comes(await clerk.token({ sub: ada.id, sid: "sess_new" }))).not.toBeNull();
  });

  it("is ended at Clerk and taken out of the browser by signing out, also when Clerk does not answer", async () => {
    const cookie = `__session=${await clerk.token({ sub: ada.id, sid: "sess_out" })}; __client_uat_x1=5; theme=dark`;
    const gone = await signOut(clerk.weir.world, new Headers({ cookie }));
    expect(gone.map(({ name, maxAge }) => [name, maxAge])).toEqual([
      ["__session", 0],
      ["__client_uat_x1", 0],
    ]);
    expect(clerk.has.asked).toEqual(["POST /v1/sessions/sess_out/revoke"]);
    clerk.has.broken = 503;
    expect(await signOut(clerk.weir.world, new Headers({ cookie }))).toHaveLength(2);
  });

  it("leaves no password to be asked for here", () => {
    expect(() => localIdentity(clerk.weir.world)).toThrow(/sign in at Clerk/);
  });
});

describe("an organization of Clerk's", () => {
  const active = (organization: { id: string }, role: string, newer = false) =>
    newer ? { org_id: organization.id, org_role: `org:${role}` } : { o: { id: organization.id, rol: role, slg: "x" } };

  it("is made with the first who comes from it, who owns it; the next ones get their roles", async () => {
    const hooli = newTeam();
    const [boss, worker] = [stranger(), stranger()];
    await comesAs(boss.id, active(hooli, "admin"));
    await comesAs(worker.id, active(hooli, "member", true));
    expect(await members(hooli)).toEqual({ [boss.email]: "OWNER", [worker.email]: "MEMBER" });
    const ours = await findAdoptedOrganization(clerk.weir.world, hooli.id);
    expect(ours).toMatchObject({ name: "Hooli", kind: "TEAM" });
    const live = await rows(`select 1 from subscription where organization_id = '${ours?.id}' and ended_at is null`);
    expect(live).toHaveLength(1);
  });

  it("is made once by two who come at once", async () => {
    const hooli = newTeam();
    const pair = [stranger(), stranger()];
    await Promise.all(pair.map(({ id }) => comesAs(id)));
    await Promise.all(pair.map(({ id }) => comesAs(id, active(hooli, "admin"))));
    expect(Object.keys(await members(hooli)).toSorted()).toEqual(pair.map(({ email }) => email).toSorted());
    expect(await rows(`select 1 from organization where clerk_organization_id = '${hooli.id}'`)).toHaveLength(1);
  });

  it("does not bring back who was removed here, however often his token says that he belongs to it", async () => {
    const hooli = newTeam();
    const [boss, worker] = [stranger(), stranger()];
    await comesAs(boss.id, active(hooli, "admin"));
    const came = await comesAs(worker.id, active(hooli, "member"));
    const ours = await findAdoptedOrganization(clerk.weir.world, hooli.id);
    await removeMember(clerk.weir.system(ours?.id ?? ""), came?.id ?? "");
    // Another role, so that what was just looked up is not simply remembered.
    await comesAs(worker.id, active(hooli, "admin"));
    await clerk.says("organizationMembership.updated", membership(hooli, worker.id, "org:admin", now() + 1_000));
    expect(await members(hooli)).toEqual({ [boss.email]: "OWNER" });
    await clerk.says("organizationMembership.deleted", membership(hooli, worker.id, "org:member", now()), {
      timestamp: now() + 2_000,
    });
    await clerk.says("organizationMembership.created", membership(hooli, worker.id, "org:member", now() + 3_000));
    expect(await members(hooli)).toMatchObject({ [worker.email]: "MEMBER" });
  });

  it("lets somebody in although Clerk does not answer about it, without the membership", async () => {
    const hooli = newTeam();
    const ada = stranger();
    await comesAs(ada.id);
    clerk.has.broken = 500;
    expect(await comesAs(ada.id, active(hooli, "member"))).not.toBeNull();
    expect(await members(hooli)).toEqual({});
  });

  it("keeps its last owner, whatever Clerk says", async () => {
    const hooli = newTeam();
    const boss = stranger();
    await comesAs(boss.id, active(hooli, "admin"));
    const later = now() + 5_000;
    const changed = membership(hooli, boss.id, "org:member", later);
    expect((await clerk.says("organizationMembership.updated", changed)).status).toBe(200);
    expect((await clerk.says("organizationMembership.deleted", changed, { timestamp: later + 1 })).status).toBe(200);
    expect(await members(hooli)).toEqual({ [boss.email]: "OWNER" });
  });
});

describe("a program that sends its session token to /v1", () => {
  const app = gatewayApp();
  const speak = async (claims: Record<string, unknown>, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${await clerk.token(claims)}`, "content-type": "application/json" };
    const method = body ? "POST" : "GET";
    return app.fetch(
      new Request(`${HOME}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }),
    );
  };

  it("speaks by role for the organization that is chosen at Clerk, and for no other", async () => {
    const [hooli, other] = [newTeam(), newTeam()];
    const [boss, viewer] = [stranger(), stranger()];
    await comesAs(boss.id, { o: { id: hooli.id, rol: "admin" } });
    const claims = { sub: viewer.id, o: { id: hooli.id, rol: "viewer" } };
    const read = await speak(claims, "/v1/me/subscription");
    expect(read.status).toBe(200);
    const ours = await findAdoptedOrganization(clerk.weir.world, hooli.id);
    const [live] = await rows<{ id: string }>(
      `select id from subscription where ended_at is null and organization_id = '${ours?.id}'`,
    );
    expect(await read.json()).toMatchObject({ data: { id: live?.id } });
    const event = { meter: "api_calls", units: 1, idempotencyKey: "from-clerk" };
    expect((await speak(claims, "/v1/usage", event)).status).toBe(403);
    expect((await speak({ sub: boss.id, o: { id: hooli.id, rol: "admin" } }, "/v1/usage", event)).status).toBe(201);
    await comesAs(stranger().id, { o: { id: other.id, rol: "admin" } });
    const foreign = await findAdoptedOrganization(clerk.weir.world, other.id);
    expect((await speak(claims, `/v1/usage/summary?organization=${foreign?.id}`)).status).toBe(404);
    expect((await speak(claims, "/v1/organizations")).status).toBe(401);
  });

  it("is refused with a token that does not hold", async () => {
    const answer = await speak({ sub: stranger().id, azp: "https://evil.example" }, "/v1/me/subscription");
    expect(answer.status).toBe(401);
  });
});

describe("messages", () => {
  it("are believed for their signature over the raw bytes, made now, with a secret in force", async () => {
    const data = user("user_x", "x@example.com");
    const body = JSON.stringify({ type: "user.created", data });
    const wrong: [string, Record<string, string>, string][] = [
      ["no signature", { "svix-signature": "" }, body],
      ["another signature", { "svix-signature": "v1,AAAA" }, body],
      ["another id", { "svix-id": "msg_other" }, body],
      ["an old stamp", { "svix-timestamp": String(seconds(now()) - 900) }, body],
      ["a stamp ahead", { "svix-timestamp": String(seconds(now()) + 900) }, body],
      ["a long id", { "svix-id": "m".repeat(300) }, body],
    ];
    for (const [what, headers] of wrong) {
      const answer = await clerk.says("user.created", data, { id: "msg_wrong", headers, body });
      expect(answer.status, what).toBe(400);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
    }
    expect((await clerk.says("", {}, { body: "not json" })).status).toBe(400);
    expect((await clerk.says("", {}, { body: "[]" })).status).toBe(400);
    expect((await clerk.says("user.created", { id: 7 })).status).toBe(400);
    expect((await clerk.says("user.updated", {}, { body: "x".repeat(300_000) })).status).toBe(413);
    expect(await rows("select 1 from clerk_message where id = 'msg_wrong'")).toEqual([]);
    expect((await clerk.says("email.created", { id: "ema_1" })).status).toBe(200);
  });

  it("count once by their id", async () => {
    const ada = stranger();
    await comesAs(ada.id);
    const renamed = user(ada.id, ada.email, { first_name: "Augusta", updated_at: 2_000 });
    expect((await clerk.says("user.updated", renamed, { id: "msg_once" })).status).toBe(200);
    expect(await comesAs(ada.id)).toMatchObject({ name: "Augusta Lovelace" });
    const again = user(ada.id, ada.email, { first_name: "Somebody else", updated_at: 3_000 });
    expect((await clerk.says("user.updated", again, { id: "msg_once" })).status).toBe(200);
    expect(await comesAs(ada.id)).toMatchObject({ name: "Augusta Lovelace" });
  });

  it("lead to the same end in whichever order they come, also at once", async () => {
    const story = (ada: { id: string; email: string }, hooli: Record<string, unknown>) => [
      () => clerk.says("user.updated", user(ada.id, ada.email, { first_name: "First", updated_at: 2_000 })),
      () => clerk.says("user.updated", user(ada.id, ada.email, { first_name: "Last", updated_at: 4_000 })),
      () => clerk.says("user.updated", user(ada.id, ada.email, { first_name: "Middle", updated_at: 3_000 })),
      () => clerk.says("organizationMembership.created", membership(hooli, ada.id, "org:member", 2_000)),
      () => clerk.says("organizationMembership.updated", membership(hooli, ada.id, "org:admin", 3_000)),
      () => clerk.says("organization.updated", { ...hooli, name: "Hooli XYZ", updated_at: 9_000 }),
    ];
    const orders = [
      [0, 1, 2, 3, 4, 5],
      [5, 4, 3, 2, 1, 0],
      [4, 1, 3, 0, 5, 2],
    ];
    for (const order of [...orders, null]) {
      const hooli = newTeam();
      const [boss, ada] = [stranger(), stranger()];
      await comesAs(boss.id, { o: { id: hooli.id, rol: "admin" } });
      await comesAs(ada.id);
      const steps = story(ada, hooli);
      const sent = (order ?? [0, 1, 2, 3, 4, 5]).flatMap((n) => steps[n] ?? []);
      if (order) for (const send of sent) expect((await send()).status).toBe(200);
      else for (const answer of await Promise.all(sent.map((send) => send()))) expect(answer.status).toBe(200);
      const ours = await findAdoptedOrganization(clerk.weir.world, hooli.id);
      expect(ours?.name, String(order)).toBe("Hooli XYZ");
      expect(await comesAs(ada.id), String(order)).toMatchObject({ name: "Last Lovelace" });
      expect((await members(hooli))[ada.email], String(order)).toBe("ADMIN");
    }
  });

  it("end somebody for good", async () => {
    const ada = stranger();
    await comesAs(ada.id);
    await clerk.says("user.deleted", { id: ada.id, deleted: true, object: "user" }, { timestamp: 6_000 });
    expect(await comesAs(ada.id)).toBeNull();
    await clerk.says("user.updated", user(ada.id, ada.email, { updated_at: 9_000 }));
    expect(await comesAs(ada.id)).toBeNull();
  });

  it("leave an e-mail that belongs to another account where it is", async () => {
    const [ada, eve] = [stranger(), stranger()];
    await comesAs(ada.id);
    await comesAs(eve.id);
    const taken = user(eve.id, ada.email, { first_name: "Eve", updated_at: 2_000 });
    expect((await clerk.says("user.updated", taken)).status).toBe(200);
    expect(await comesAs(eve.id)).toMatchObject({ email: eve.email, name: "Eve Lovelace" });
  });

  it("are answered with 503 while they cannot be applied, so that they come again", async () => {
    const hooli = newTeam();
    const ada = stranger();
    await comesAs(ada.id);
    clerk.has.broken = 500;
    const joined = membership(hooli, ada.id, "org:admin", 2_000);
    expect((await clerk.says("organizationMembership.created", joined, { id: "msg_again" })).status).toBe(503);
    clerk.has.broken = null;
    expect((await clerk.says("organizationMembership.created", joined, { id: "msg_again" })).status).toBe(200);
    expect(await members(hooli)).toEqual({ [ada.email]: "OWNER" });
  });
});

describe("the nightly repair", () => {
  it("finds what no message brought: names, roles, and who is gone; and brings nobody back", async () => {
    const hooli = newTeam("Before");
    const [boss, worker, removed, gone] = [stranger(), stranger(), stranger(), stranger()];
    for (const one of [boss, worker, removed, gone])
      await comesAs(one.id, { o: { id: hooli.id, rol: one === boss ? "admin" : "member" } });
    const ours = await findAdoptedOrganization(clerk.weir.world, hooli.id);
    const removedUser = await comesAs(removed.id);
    await removeMember(clerk.weir.system(ours?.id ?? ""), removedUser?.id ?? "");
    const later = now() + 60_000;
    clerk.has.organizations[hooli.id] = team(hooli.id, "After", later);
    clerk.has.users[worker.id] = user(worker.id, worker.email, { first_name: "Renamed", updated_at: later });
    Reflect.deleteProperty(clerk.has.users, gone.id);
    for (const [who, role] of [
      [boss, "org:admin"],
      [worker, "org:admin"],
      [removed, "org:member"],
    ] as const)
      clerk.has.memberships.push(membership(hooli, who.id, role, later));
    const repaired = await repairFromClerk(clerk.weir.world);
    expect(repaired.gone).toBeGreaterThanOrEqual(1);
    expect((await findAdoptedOrganization(clerk.weir.world, hooli.id))?.name).toBe("After");
    expect(await members(hooli)).toMatchObject({ [boss.email]: "OWNER", [worker.email]: "ADMIN" });
    expect(await members(hooli)).not.toHaveProperty([removed.email]);
    expect(await comesAs(worker.id)).toMatchObject({ name: "Renamed Lovelace" });
    expect(await comesAs(gone.id)).toBeNull();
    const again = await repairFromClerk(clerk.weir.world);
    expect(again).toEqual({ users: 0, gone: 0, organizations: 0, memberships: 0 });
  });

  it("ends nobody while Clerk does not answer", async () => {
    const ada = stranger();
    await comesAs(ada.id);
    clerk.has.broken = 500;
    await expect(repairFromClerk(clerk.weir.world)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    clerk.has.broken = null;
    expect(await comesAs(ada.id)).not.toBeNull();
  });

  it("leaves a role that was changed here until Clerk has a newer one", async () => {
    const hooli = newTeam();
    const [boss, worker] = [stranger(), stranger()];
    await comesAs(boss.id, { o: { id: hooli.id, rol: "admin" } });
    const came = await comesAs(worker.id, { o: { id: hooli.id, rol: "member" } });
    const ours = await findAdoptedOrganization(clerk.weir.world, hooli.id);
    await changeRole(clerk.weir.system(ours?.id ?? ""), came?.id ?? "", "VIEWER");
    clerk.has.memberships.push(membership(hooli, worker.id, "org:member", 1_500));
    await repairFromClerk(clerk.weir.world);
    expect(await members(hooli)).toMatchObject({ [worker.email]: "VIEWER" });
  });
});

describe("the settings", () => {
  const { CLERK_SECRET_KEY: _, ...base } = process.env;
  const some = { CLERK_SECRET_KEY: "sk_test_x", NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: "pk_test_x" };

  it("are all three of Clerk's keys, or none", async () => {
    const { publicKey } = await generateKeyPair("RS256", { extractable: true });
    const CLERK_JWT_KEY = await exportSPKI(publicKey);
    expect(await importSPKI(CLERK_JWT_KEY, "RS256")).toBeDefined();
    expect(() => readEnvironment({ ...base, ...some })).toThrow(/CLERK_JWT_KEY/);
    expect(() => readEnvironment({ ...base, CLERK_JWT_KEY })).toThrow(/CLERK_SECRET_KEY and NEXT_PUBLIC/);
    expect(() => readEnvironment({ ...base, ...some, CLERK_JWT_KEY })).not.toThrow();
  });

  it("refuse the local sign-in in production, unless it is meant", () => {
    const production = { ...base, NODE_ENV: "production" };
    expect(() => readEnvironment(production)).toThrow(/WEIR_ALLOW_LOCAL_IDENTITY=1/);
    expect(() => readEnvironment({ ...production, WEIR_ALLOW_LOCAL_IDENTITY: "1" })).not.toThrow();
  });
});
