import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  ACTOR_ROLES,
  appointStaff,
  can,
  clearOldRequestDays,
  createApiKey,
  endMembership,
  getApiKey,
  listApiKeys,
  PERMISSIONS,
  requestsByDay,
  reportLeakedKey,
  requireMember,
  revokeApiKey,
  rotateApiKey,
  staffRole,
  verifyApiKey,
  writeRequestTally,
  type ActorRole,
  type Asker,
  type Permission,
  type Scope,
} from "@/lib/access";
import { archiveOrganization } from "@/lib/billing";
import { applyCatalog, parseCatalog } from "@/lib/catalog";
import type { AppError } from "@/lib/kernel/errors";
import { createDb, sqlOf } from "@/lib/platform/db";
import { readStanding } from "@/lib/quota";
import { addMember, createOrganization, signUp } from "@/lib/tenancy";
import { openGround, refusal, type Ground } from "./tenancy.fixture";

let ground: Ground;
let acme: string;
let globex: string;
beforeAll(async () => {
  ground = await openGround();
  acme = (await createOrganization(ground.ctx, { name: "Acme" })).id;
  globex = (await createOrganization(ground.ctx, { name: "Globex" })).id;
});
afterAll(() => ground.close());

const DAY = 86_400_000;
const makeKey = (over: Partial<Parameters<typeof createApiKey>[1]> = {}, organization: string | null = acme) =>
  createApiKey(ground.as({ organization }), { name: "Backend", scopes: ["usage:write", "usage:read"], ...over });
/** A world that has verified nothing yet, as another process would be. */
const freshWorld = () => ({
  ...ground.ctx,
  db: createDb(ground.ctx.env.DATABASE_URL, { max: 2 }),
  pool: { ...ground.ctx.pool },
});

describe("the form of a key", () => {
  it("is recognisable, by mode and by kind", async () => {
    expect((await makeKey()).text).toMatch(/^weir_live_[0-9a-f]{32}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
    expect((await makeKey({ environment: "DEV" })).text).toMatch(/^weir_test_[0-9a-f]{32}_/);
    expect((await makeKey({ scopes: ["admin:*"] }, null)).text).toMatch(/^weir_live_dep_[0-9a-f]{32}_/);
  });

  it("is checked without asking the database", async () => {
    const { text } = await makeKey();
    const world = freshWorld();
    const asked = vi.spyOn(world.pool, "named");
    const at = (i: number): string => text.slice(0, i) + (text[i] === "a" ? "b" : "a") + text.slice(i + 1);
    const broken = [
      "",
      "Bearer",
      "sk_live_1",
      "weir_live_",
      `${text}x`,
      text.slice(0, -1),
      ` ${text}`,
      text.toUpperCase(),
      text.replace("live", "test"),
      text.replace("live_", "live_dep_"),
    ];
    for (const presented of [...broken, ...Array.from({ length: text.length - 10 }, (_, i) => at(i + 10))]) {
      expect(await refusal(verifyApiKey(world, presented)), presented).toBe("AUTHENTICATION_ERROR");
    }
    expect(asked).not.toHaveBeenCalled();
    await world.db.$disconnect();
  });

  it("says what is wrong with the form, and never whether a key exists", async () => {
    const { text, apiKey } = await makeKey();
    const words = async (presented: string) =>
      ((await verifyApiKey(ground.ctx, presented).catch((e: unknown) => e)) as AppError).message;
    expect(await words("hello")).toContain("weir_live_");
    expect(await words(text.slice(0, -3))).toContain("incomplete");
    expect(await words(`${text.slice(0, -6)}000000`)).toContain("checksum");
    await revokeApiKey(ground.as({ organization: acme }), apiKey.id);
    const expired = await makeKey({ expiresAt: Date.now() + 30 });
    await sleep(40);
    expect(await words(text)).toBe(await words(expired.text));
  });
});

describe("a key at the door", () => {
  it("speaks for its organization, with its scopes and environment", async () => {
    const { text, apiKey } = await makeKey({ environment: "STAGING" });
    expect(await verifyApiKey(freshWorld(), text)).toEqual({
      id: apiKey.id,
      organizationId: acme,
      deployment: false,
      environment: "STAGING",
      scopes: ["usage:read", "usage:write"],
      name: "Backend",
    });
  });

  it("as a deployment key speaks for none by itself", async () => {
    const { text } = await makeKey({ scopes: ["admin:*"] }, null);
    expect(await verifyApiKey(ground.ctx, text)).toMatchObject({
      organizationId: null,
      deployment: true,
      scopes: ["admin:*"],
    });
  });

  it("shares one query among many equal questions, and asks again after a second", async () => {
    const { text } = await makeKey();
    const world = freshWorld();
    const asked = vi.spyOn(world.pool, "named");
    await Promise.all(Array.from({ length: 200 }, () => verifyApiKey(world, text)));
    await verifyApiKey(world, text);
    expect(asked).toHaveBeenCalledTimes(1);
    await sleep(1_050);
    await verifyApiKey(world, text);
    expect(asked).toHaveBeenCalledTimes(2);
    await world.db.$disconnect();
  });

  it("is refused within a second of its revocation, also where it was known", async () => {
    const { text, apiKey } = await makeKey();
    const world = freshWorld();
    await verifyApiKey(world, text);
    await revokeApiKey(ground.as({ organization: acme }), apiKey.id, "lost laptop");
    const since = Date.now();
    await vi.waitFor(async () => expect(await refusal(verifyApiKey(world, text))).toBe("AUTHENTICATION_ERROR"), {
      timeout: 3_000,
      interval: 20,
    });
    expect(Date.now() - since).toBeLessThan(1_500);
    await world.db.$disconnect();
  });

  it("ends at its expiry, to the moment, though the answer is remembered", async () => {
    const { text } = await makeKey({ expiresAt: Date.now() + 2_000 });
    const world = freshWorld();
    expect(await verifyApiKey(world, text)).toBeTruthy();
    await sleep(2_010);
    expect(await refusal(verifyApiKey(world, text))).toBe("AUTHENTICATION_ERROR");
    await world.db.$disconnect();
  });

  it("is refused when its secret belongs to nobody, and the refusal is remembered", async () => {
    const { text, apiKey } = await makeKey();
    await ground.rows(`update api_key set secret_hash = 'something else' where id = $1 returning id`, apiKey.id);
    const world = freshWorld();
    const asked = vi.spyOn(world.pool, "named");
    for (let n = 0; n < 5; n++) expect(await refusal(verifyApiKey(world, text))).toBe("AUTHENTICATION_ERROR");
    expect(asked).toHaveBeenCalledTimes(1);
    await world.db.$disconnect();
  });

  it("is unavailable, and not refused, while the database is away; the failure is not remembered", async () => {
    const { text } = await makeKey();
    const world = freshWorld();
    const asked = vi.spyOn(world.pool, "named").mockRejectedValueOnce(new Error("connection refused"));
    expect(await refusal(verifyApiKey(world, text))).toBe("UNAVAILABLE");
    expect(await verifyApiKey(world, text)).toBeTruthy();
    expect(asked).toHaveBeenCalledTimes(2);
    await world.db.$disconnect();
  });

  it("leaves when and from where it was last used, once a minute", async () => {
    const { text, apiKey } = await makeKey();
    const world = freshWorld();
    const written = vi.spyOn(world.db.apiKey, "updateMany");
    for (let n = 0; n < 10; n++) await verifyApiKey(world, text, { ip: "203.0.113.7" });
    await vi.waitFor(async () =>
      expect(await getApiKey(ground.as({ organization: acme }), apiKey.id)).toMatchObject({
        lastUsedIp: "203.0.113.7",
      }),
    );
    expect(written).toHaveBeenCalledTimes(1);
    await world.db.$disconnect();
  });

  it("is counted by the day, whoever counts beside; refused requests are not", async () => {
    const { text, apiKey } = await makeKey();
    const silent = await makeKey();
    const processes = [freshWorld(), freshWorld()];
    for (const world of processes) {
      for (let n = 0; n < 3; n++) await verifyApiKey(world, text);
      await writeRequestTally(world);
      await verifyApiKey(world, text);
      await revokeApiKey(ground.as({ organization: acme }), silent.apiKey.id);
      expect(await refusal(verifyApiKey(world, silent.text))).toBe("AUTHENTICATION_ERROR");
      await writeRequestTally(world);
      await writeRequestTally(world);
      await world.db.$disconnect();
    }
    await ground.rows(
      `insert into api_key_day (api_key_id, day, requests) select $1, (now() at time zone 'UTC')::date - n, n from unnest(array[2, 6, 7, 40]) n returning 1 as done`,
      apiKey.id,
    );
    const days = await requestsByDay(ground.ctx, [apiKey.id, silent.apiKey.id], 7);
    expect(days.get(apiKey.id)).toEqual([6, 0, 0, 0, 2, 0, 8]);
    expect(days.get(silent.apiKey.id)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(await clearOldRequestDays(ground.ctx)).toBe(1);
  });

  it("costs a request no statement for being counted", async () => {
    const { text } = await makeKey();
    const world = freshWorld();
    await verifyApiKey(world, text);
    const asked = vi.spyOn(world.db, "$queryRawUnsafe");
    for (let n = 0; n < 50; n++) await verifyApiKey(world, text);
    expect(asked).not.toHaveBeenCalled();
    await writeRequestTally(world);
    expect(asked).toHaveBeenCalledTimes(1);
    await world.db.$disconnect();
  });
});

describe("making and ending keys", () => {
  it("stores no text of a key, and journals its making and its end", async () => {
    const { text, apiKey } = await makeKey();
    const secret = text.split("_")[3] ?? "";
    const [row] = await ground.rows<{ row: string }>(
      `select row_to_json(k)::text as row from api_key k where id = $1`,
      apiKey.id,
    );
    expect(row?.row).not.toContain(secret);
    expect(apiKey.lastFour).toBe(text.slice(-4));
    expect(text.startsWith(apiKey.prefix)).toBe(true);
    const ctx = ground.as({ organization: acme });
    const first = await revokeApiKey(ctx, apiKey.id, "rotation");
    expect(await revokeApiKey(ctx, apiKey.id)).toEqual(first);
    const entries = await ground.rows<{ action: string; text: string }>(
      `select action, row_to_json(e)::text as text from audit.journal_entry e where entity_id = $1 order by position`,
      apiKey.id,
    );
    expect(entries.map((entry) => entry.action)).toEqual(["api_key.created", "api_key.revoked"]);
    expect(JSON.stringify(entries)).not.toContain(secret);
  });

  it("refuses what a key must not be", async () => {
    for (const wrong of [
      { name: "" },
      { name: "x".repeat(101) },
      { scopes: [] },
      { scopes: ["admin:*"] },
      { scopes: ["everything"] },
      { expiresAt: Date.now() - 1 },
      { expiresAt: Number.NaN },
    ]) {
      expect(await refusal(makeKey(wrong)), JSON.stringify(wrong)).toBe("VALIDATION_ERROR");
    }
  });

  it("shows the text once: the same request again names the key it made", async () => {
    const { apiKey } = await makeKey({ idempotencyKey: "k-1" });
    const error = (await makeKey({ idempotencyKey: "k-1" }).catch((e: unknown) => e)) as AppError;
    expect(error).toMatchObject({ code: "CONFLICT", details: { apiKey: apiKey.id } });
  });

  it("treats another organization's key as none", async () => {
    const { apiKey } = await makeKey();
    const stranger = ground.as({ organization: globex });
    expect(await refusal(revokeApiKey(stranger, apiKey.id))).toBe("NOT_FOUND");
    expect(await refusal(getApiKey(stranger, apiKey.id))).toBe("NOT_FOUND");
    expect(await refusal(revokeApiKey(ground.as({ organization: null }), apiKey.id))).toBe("NOT_FOUND");
    expect((await listApiKeys(stranger)).apiKeys).toEqual([]);
  });

  it("lists keys newest first, page by page", async () => {
    const ctx = ground.as({ organization: globex });
    for (let n = 0; n < 5; n++) await makeKey({ name: `Key ${n}` }, globex);
    const first = await listApiKeys(ctx, { limit: 3 });
    const second = await listApiKeys(ctx, { limit: 3, ...(first.next ? { after: first.next } : {}) });
    expect([...first.apiKeys, ...second.apiKeys].map((key) => key.name).sort()).toEqual([
      "Key 0",
      "Key 1",
      "Key 2",
      "Key 3",
      "Key 4",
    ]);
    expect(second.next).toBeNull();
  });
});

const SCOPES: readonly Scope[] = ["usage:write", "usage:read", "billing:read", "billing:write", "admin:*"];

const inRole = (role: ActorRole, membersMayBuy = false): Asker =>
  role === "OPERATOR" || role === "SUPPORT" ? { as: "staff", role } : { as: "member", role, membersMayBuy };
describe("keys that a plan bounds", () => {
  const levelReports = async (id: string): Promise<number[]> =>
    (
      await sqlOf(ground.ctx.db).query<{ units: number }>(
        `select e.units::float8 as units from usage_event e join usage_fence f on f.id = e.fence_id
         where f.organization_id = $1 and f.meter = 'api_keys' order by e.seq`,
        [id],
      )
    ).map(({ units }) => units);
  const BOUNDED = `
features: { api_access: { name: API access } }
meters:
  api_calls: { name: API calls, unit: call, unit_plural: calls }
  api_keys: { name: API keys, unit: key, unit_plural: keys, aggregation: latest }
families: { workspace: { name: Workspace } }
plans:
  FREE:
    name: Free
    family: workspace
    fallback: true
    prices: { month: 0, year: 0 }
    features: { api_access: true }
    limits: { api_calls: { window: day, amount: 100 }, api_keys: { window: lifetime, amount: 2 } }
`;

  beforeAll(async () => void (await applyCatalog(ground.ctx, parseCatalog(BOUNDED))));

  it("are never more than it allows, also when many are made at once; a rotation takes no place, an end frees one", async () => {
    const { id } = await createOrganization(ground.ctx, { name: "Bounded" });
    const ctx = ground.as({ organization: id });
    const counted = async () =>
      (await readStanding(ground.ctx, id, "PROD")).limits.find(({ meter }) => meter === "api_keys")?.used;
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => makeKey({}, id)));
    const made = tries.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    expect(made).toHaveLength(2);
    for (const each of tries)
      if (each.status === "rejected")
        expect(each.reason).toMatchObject({
          code: "LIMIT_EXCEEDED",
          details: { meter: "api_keys", limit: 2, current: 2, remaining: 0 },
        });
    expect(await counted()).toBe(2);
    const [first, second] = made;
    const rotated = await rotateApiKey(ctx, first?.apiKey.id ?? "");
    expect(await refusal(makeKey({}, id))).toBe("LIMIT_EXCEEDED");
    await revokeApiKey(ctx, second?.apiKey.id ?? "");
    expect(await counted()).toBe(1);
    await makeKey({}, id);
    await reportLeakedKey(ctx, rotated.apiKey.id);
    // The old one of the rotation still works, and takes the place again that its successor had.
    expect(await counted()).toBe(2);
    // The deployment's own are nobody's plan's.
    expect((await makeKey({ scopes: ["admin:*"] }, null)).apiKey.deployment).toBe(true);
  });

  it("are counted without those that end with their maker, and with the organization", async () => {
    const vera = await signUp(ground.ctx, { email: "vera@example.com", name: "Vera", password: "vera at the weir" });
    const { id } = await createOrganization(ground.ctx, { name: "Brief" });
    const ctx = ground.as({ organization: id });
    const told = async () => (await levelReports(id)).at(-1);
    await addMember(ctx, vera.user.id, "ADMIN");
    await createApiKey(ground.as({ organization: id, actor: { kind: "user", id: vera.user.id, label: "Vera" } }), {
      ...{ name: "Hers", scopes: ["usage:read"] },
    });
    await makeKey({}, id);
    expect(await told()).toBe(2);
    expect(await endMembership(ctx, vera.user.id, { revokeKeys: true })).toHaveLength(1);
    expect(await told()).toBe(1);
    await archiveOrganization(ctx);
    expect(await told()).toBe(0);
  });
});

describe("who may do what", () => {
  const TABLE = `
                        OWNER ADMIN MEMBER VIEWER OPERATOR SUPPORT scope
    organization:read     x     x     x      x       x        x    usage:read
    organization:write    x     x     -      -       x        -    admin:*
    organization:delete   x     -     -      -       x        -    admin:*
    ownership:transfer    x     -     -      -       x        -    admin:*
    members:read          x     x     x      x       x        x    admin:*
    members:write         x     x     -      -       x        -    admin:*
    owners:write          x     -     -      -       x        -    admin:*
    usage:read            x     x     x      x       x        x    usage:read
    usage:write           x     x     x      -       x        -    usage:write
    holds:read            x     x     x      x       x        x    usage:write
    billing:read          x     x     x      x       x        x    billing:read
    billing:write         x     x     -      -       x        -    billing:write
    billing:buy           x     x     -      -       x        -    billing:write
    keys:read             x     x     x      x       x        x    admin:*
    keys:write            x     x     -      -       x        -    admin:*
    activation:read       x     x     -      -       x        x    admin:*
    activation:write      x     x     -      -       x        -    admin:*
    webhooks:read         x     x     -      -       x        x    admin:*
    webhooks:write        x     x     -      -       x        -    admin:*
    audit:read            x     x     -      -       x        x    admin:*
    operator:read         -     -     -      -       x        x    admin:*
    operator:write        -     -     -      -       x        -    admin:*
    operator:impersonate  -     -     -      -       x        x    admin:*`;
  const lines = TABLE.trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  const roles = (lines[0] ?? []).slice(0, -1) as ActorRole[];
  const rows = lines.slice(1);

  it("is written for every permission and every role", () => {
    expect(rows.map(([permission]) => permission).sort()).toEqual(Object.keys(PERMISSIONS).sort());
    expect([...roles].sort()).toEqual([...ACTOR_ROLES].sort());
  });

  it.each(
    rows.flatMap(([permission, ...marks]) => roles.map((role, i) => [role, permission, marks[i] === "x"] as const)),
  )("%s %s: %s", (role, permission, allowed) => {
    expect(can(inRole(role), permission as Permission)).toBe(allowed);
  });

  it("opens to a key by the scope of the permission and by admin:*, and by no other", () => {
    for (const [permission = "", ...marks] of rows)
      for (const as of ["key", "installation"] as const) {
        const opens = SCOPES.filter((scope) => can({ as, scopes: [scope] }, permission as Permission));
        expect(opens, permission).toEqual(SCOPES.filter((scope) => scope === marks.at(-1) || scope === "admin:*"));
        expect(can({ as, scopes: [] }, permission as Permission)).toBe(false);
      }
  });

  it("lets members buy only where their organization does", () => {
    const buys = (role: ActorRole, membersMayBuy: boolean) => can(inRole(role, membersMayBuy), "billing:buy");
    expect([
      buys("MEMBER", false),
      buys("MEMBER", true),
      buys("VIEWER", true),
      buys("ADMIN", false),
      buys("SUPPORT", true),
    ]).toEqual([false, true, false, true, false]);
  });

  it("gives whoever is at the deployment's own machine everything", () => {
    expect(rows.every(([permission]) => can({ as: "machine" }, permission as Permission))).toBe(true);
  });
});

describe("the tenant of an address", () => {
  it("is found by a member, and is a 404 for everybody else", async () => {
    const ada = await signUp(ground.ctx, { email: "ada@example.com", name: "Ada", password: "ada at the weir" });
    const bob = await signUp(ground.ctx, { email: "bob@example.com", name: "Bob", password: "bob at the weir" });
    expect(await requireMember(ground.ctx, ada.user.id, "ada")).toMatchObject({
      role: "OWNER",
      organization: { id: ada.organization.id },
    });
    expect(await requireMember(ground.ctx, ada.user.id, ada.organization.id)).toMatchObject({ role: "OWNER" });
    for (const reference of [
      bob.organization.slug,
      bob.organization.id,
      "no-such-place",
      "../admin",
      "",
      "og_0",
      "ADA",
    ]) {
      expect(await refusal(requireMember(ground.ctx, ada.user.id, reference)), reference).toBe("NOT_FOUND");
    }
    await ground.rows(`update organization set status = 'ARCHIVED' where id = $1 returning id`, ada.organization.id);
    expect(await refusal(requireMember(ground.ctx, ada.user.id, "ada"))).toBe("NOT_FOUND");
  });

  it("has nothing to do with staff, who are appointed and journaled", async () => {
    const eve = await signUp(ground.ctx, { email: "eve@example.com", name: "Eve", password: "eve at the weir" });
    expect(await staffRole(ground.ctx, eve.user.id)).toBeNull();
    await appointStaff(ground.ctx, eve.user.id, "SUPPORT");
    await appointStaff(ground.ctx, eve.user.id, "SUPPORT");
    expect(await staffRole(ground.ctx, eve.user.id)).toBe("SUPPORT");
    const entries = await ground.rows(
      `select id from audit.journal_entry where chain = 'deployment' and action = 'staff.appointed'`,
    );
    expect(entries).toHaveLength(1);
    expect(can(inRole("SUPPORT"), "operator:write")).toBe(false);
  });

  it("keeps expiry in real time: a key for a day is not ended by business time", async () => {
    const { text } = await makeKey({ expiresAt: Date.now() + DAY });
    await ground.rows(`update business_clock set shift_ms = shift_ms + $1::bigint returning one`, 30 * DAY);
    expect(await verifyApiKey(freshWorld(), text)).toBeTruthy();
  });
});
