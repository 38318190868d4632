import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  createCodeAction,
  revokeCodeAction,
  revokeInstallationAction,
} from "@/app/(portal)/orgs/[org]/activation/actions";
import { activationModel } from "@/app/(portal)/orgs/[org]/activation/activation-model";
import {
  changeKeyAction,
  createKeyAction,
  leakKeyAction,
  rotateKeyAction,
} from "@/app/(portal)/orgs/[org]/api-keys/actions";
import { endInstallationAction } from "@/app/admin/installations/actions";
import { installationsModel } from "@/app/admin/installations/installations-model";
import type { ReadyActivation } from "@/components/screens/activation/model";
import type { ReadyInstallations } from "@/components/screens/operator-installations/model";
import { redeemActivationCode, refreshInstallation } from "@/lib/activation";
import { appointStaff, createApiKey, getApiKey, listApiKeys, revokeApiKey, verifyApiKey } from "@/lib/access";
import { HOUR } from "@/lib/kernel/time";
import { createDb, sqlOf } from "@/lib/platform/db";
import { arrivesWith } from "./request-scope";
import { joins, sessionOf } from "./sessions";
import { startScenario, type Customer, type ScenarioWorld } from "./world";

vi.mock("next/headers", () => import("./request-scope"));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));

let world: ScenarioWorld;
let acme: Customer;
let viewer: Customer;
let stranger: Customer;
beforeAll(async () => {
  world = await startScenario({});
  acme = await world.signsUp("Acme");
  viewer = await world.signsUp("Viewer");
  stranger = await world.signsUp("Stranger");
  await joins(world, viewer, acme, "VIEWER");
});
afterAll(() => world?.close());

async function comes(who: Customer, more: Record<string, string> = {}): Promise<void> {
  const { origin, host } = new URL(world.weir.world.env.WEIR_URL);
  arrivesWith({ cookie: await world.signsIn(who), origin, host, ...more });
}
const shown = async (): Promise<ReadyActivation> => {
  const model = await activationModel(await sessionOf(world, acme), false);
  if (model.kind !== "ready") throw new Error(`the page is ${model.kind}`);
  return model;
};
const slug = () => acme.organization.slug;
const nobody = () => world.weir.as({ kind: "system", id: "nobody", label: "Nobody", ip: "203.0.113.7" });
const redeem = (code: string) => redeemActivationCode(nobody(), { code, origin: "https://shop.example", stated: null });
async function newCode(domain = "shop.example"): Promise<string> {
  const made = await createCodeAction(slug(), { domain, mode: "live" });
  if (made.kind !== "created") throw new Error(JSON.stringify(made));
  return made.code.text;
}

describe("the activation page", () => {
  it("shows a code while it waits, what it has activated, and how that ended", async () => {
    await comes(acme);
    expect(await shown()).toMatchObject({ codes: [], installations: [], mayManage: true });
    const text = await newCode();
    const waiting = await shown();
    expect(waiting.codes).toMatchObject([{ domain: "shop.example", lastFour: text.slice(-4), createdBy: acme.name }]);
    expect(JSON.stringify(waiting)).not.toContain(text);

    const { refreshToken, installation } = await redeem(text);
    expect(await shown()).toMatchObject({
      codes: [],
      installations: [{ domain: "shop.example", state: "active", lastIp: "203.0.113.7" }],
    });
    const refresh = () => refreshInstallation(nobody(), { refreshToken, origin: "https://shop.example", stated: null });
    await refresh();
    await sqlOf(world.weir.world.db).query(
      "update installation set refreshed_at = refreshed_at - interval '2 minutes' where id = $1 returning id",
      [installation.id],
    );
    await expect(refresh()).rejects.toMatchObject({ code: "AUTHENTICATION_ERROR" });
    expect((await shown()).installations).toMatchObject([{ state: "reused" }]);
  });

  it("ends codes and installations", async () => {
    await comes(acme);
    await newCode();
    const [code] = (await shown()).codes;
    expect(await revokeCodeAction(slug(), code?.id ?? "")).toEqual({ kind: "revoked" });
    expect((await shown()).codes[0]?.revokedAt).not.toBeNull();
    const { installation } = await redeem(await newCode());
    expect(await revokeInstallationAction(slug(), installation.id)).toEqual({ kind: "revoked" });
    expect((await shown()).installations.find(({ id }) => id === installation.id)?.state).toBe("revoked");
  });

  it("says what is wrong with a domain beside its field, and refuses what no form sends", async () => {
    await comes(acme);
    const make = (given: unknown) => createCodeAction(slug(), given as never);
    expect(await make({ domain: "https://shop.example/", mode: "live" })).toMatchObject({
      kind: "refused",
      errors: { domain: expect.stringContaining("shop.example") as string },
    });
    for (const given of [null, 7, {}, { domain: 7, mode: "live" }, { domain: "a.example", mode: "moon" }])
      expect(await make(given)).toMatchObject({ kind: "refused", errors: { form: expect.any(String) as string } });
    expect(await revokeInstallationAction(slug(), 7 as never)).toMatchObject({ kind: "refused" });
  });

  it("does nothing for a viewer, a stranger, or another site's page", async () => {
    await comes(acme);
    const before = await shown();
    for (const [who, more] of [
      [viewer, {}],
      [stranger, {}],
      [acme, { origin: "https://evil.example" }],
    ] as const) {
      await comes(who, more);
      expect(await createCodeAction(slug(), { domain: "", mode: "live" })).toMatchObject({ kind: "refused" });
      const [installation] = before.installations;
      expect(await revokeInstallationAction(slug(), installation?.id ?? "")).toMatchObject({ kind: "refused" });
    }
    await comes(acme);
    expect((await shown()).codes).toHaveLength(before.codes.length);
  });
});

describe("the operator's installations", () => {
  const list = async (query: Record<string, string> = {}): Promise<ReadyInstallations> => {
    const model = await installationsModel(world.hand(), query, true);
    if (model.kind !== "ready") throw new Error("the list failed");
    return model;
  };
  const domains = async (query: Record<string, string>) => (await list(query)).rows.map(({ domain }) => domain);

  it("are those of every organization, found by domain, by whose they are, and by how they stand", async () => {
    await comes(stranger);
    const again = await createCodeAction(stranger.organization.slug, { domain: "garden.example", mode: "live" });
    if (again.kind !== "created") throw new Error("no code");
    await redeemActivationCode(nobody(), { code: again.code.text, origin: "https://garden.example", stated: null });
    const all = (await list()).rows;
    expect(all[0]).toMatchObject({
      domain: "garden.example",
      state: "active",
      lastIp: "203.0.113.7",
      organization: { name: "Stranger" },
    });
    expect(new Set(all.map(({ organization }) => organization.name))).toEqual(new Set(["Stranger", "Acme"]));
    expect(await domains({ search: "GARD" })).toEqual(["garden.example"]);
    expect(await domains({ search: stranger.organization.id })).toContain("garden.example");
    expect(new Set(await domains({ search: slug() }))).toEqual(new Set(["shop.example"]));
    expect(await domains({ search: "%" })).toEqual([]);
    expect((await list({ state: "reused" })).rows.map(({ state }) => state)).toEqual(["reused"]);
    expect(await domains({ state: "active", search: "garden" })).toEqual(["garden.example"]);
    expect((await list({ state: "ended" })).rows.some(({ state }) => state === "active")).toBe(false);
    expect(await list({ state: "sideways", cursor: "not ours" })).toMatchObject({
      filter: { state: "" },
      firstHref: null,
    });
  });

  it("are ended by an operator for a reason, which their organization reads; by nobody else", async () => {
    const [row] = (await list({ search: "garden" })).rows;
    const [id, org] = [row?.id ?? "", stranger.organization.id];
    const operator = await world.signsUp("Olga");
    const support = await world.signsUp("Sam");
    await appointStaff(world.weir.system(), operator.userId, "OPERATOR");
    await appointStaff(world.weir.system(), support.userId, "SUPPORT");
    for (const [who, more] of [
      [stranger, {}],
      [support, {}],
      [operator, { origin: "https://evil.example" }],
    ] as const) {
      await comes(who, more);
      expect(await endInstallationAction(org, id, "why")).toMatchObject({ kind: "refused" });
    }
    await comes(operator);
    for (const reason of ["", "  ", "x".repeat(501), 7 as never])
      expect(await endInstallationAction(org, id, reason)).toMatchObject({ kind: "refused" });
    expect(await endInstallationAction(acme.organization.id, id, "not theirs")).toMatchObject({ kind: "refused" });
    expect(await endInstallationAction("og_nobody", id, "why")).toMatchObject({ kind: "refused" });
    expect((await list({ search: "garden" })).rows).toMatchObject([{ state: "active" }]);
    expect(await endInstallationAction(org, id, "a stolen laptop")).toEqual({ kind: "ended" });
    expect(await endInstallationAction(org, id, "again")).toEqual({ kind: "ended" });
    expect((await list({ search: "garden" })).rows).toMatchObject([{ state: "revoked" }]);
    const ends = (await world.journalOf(stranger)).filter(({ action }) => action === "installation.revoked");
    expect(ends).toMatchObject([{ actor: `staff:${operator.userId}`, reason: "a stolen laptop" }]);
  });
});

describe("the page of API keys", () => {
  it("revokes a key that has leaked, once, and tells owners and administrators", async () => {
    const ctx = { ...world.as(acme), organization: acme.organization.id };
    const { apiKey, text } = await createApiKey(ctx, { name: "Website", scopes: ["usage:read"] });
    await comes(viewer);
    expect(await leakKeyAction(slug(), apiKey.id, "here")).toMatchObject({ kind: "refused" });
    await comes(acme);
    expect(await leakKeyAction(slug(), "key_none", "")).toMatchObject({ kind: "refused" });
    expect(await leakKeyAction(slug(), apiKey.id, "x".repeat(201))).toMatchObject({ kind: "refused" });
    expect((await getApiKey(ctx, apiKey.id)).revokedAt).toBeNull();
    for (const where of ["in a public repository", "again"])
      expect(await leakKeyAction(slug(), apiKey.id, where)).toEqual({ kind: "revoked" });
    const ended = await getApiKey(ctx, apiKey.id);
    expect(ended.revokedAt).not.toBeNull();
    expect(ended.leakedAt).not.toBeNull();
    const elsewhere = { ...ctx, db: createDb(ctx.env.DATABASE_URL, { max: 1 }) };
    await expect(verifyApiKey(elsewhere, text)).rejects.toMatchObject({ code: "AUTHENTICATION_ERROR" });
    await elsewhere.db.$disconnect();
    expect((await world.journalOf(acme)).filter(({ action }) => action === "api_key.leaked")).toMatchObject([
      { entity: { id: apiKey.id }, reason: "in a public repository" },
    ]);
    const mails = await world.rows<{ to: string }>(
      "select payload->>'to' as to from outbox_message where type = 'mail.ordered' and payload->>'kind' = 'api_key_leaked'",
    );
    expect(mails).toEqual([{ to: acme.email }]);
    // One that was revoked before can be told of as well.
    const other = await createApiKey(ctx, { name: "Old website", scopes: ["usage:read"] });
    const { revokedAt } = await revokeApiKey(ctx, other.apiKey.id);
    expect(await leakKeyAction(slug(), other.apiKey.id, "")).toEqual({ kind: "revoked" });
    expect(await getApiKey(ctx, other.apiKey.id)).toMatchObject({ revokedAt, leakedAt: expect.any(Number) as number });
  });

  it("edits scopes, and rotates with an overlap", async () => {
    await comes(acme);
    const own = world.as(acme);
    const ctx = { ...own, organization: acme.organization.id };
    await createKeyAction(slug(), { name: "Backend", mode: "live", scopes: ["usage:write"], expiresInDays: null });
    const key = (await listApiKeys(ctx)).apiKeys.find(({ name }) => name === "Backend");
    const id = key?.id ?? "";
    expect(await changeKeyAction(slug(), id, { name: "Backend", scopes: [] })).toMatchObject({
      kind: "refused",
      errors: { scopes: expect.any(String) as string },
    });
    expect(await changeKeyAction(slug(), id, { name: "Service", scopes: ["usage:read"] })).toEqual({ kind: "changed" });
    expect(await getApiKey(ctx, id)).toMatchObject({ name: "Service", scopes: ["usage:read"] });
    const rotated = await rotateKeyAction(slug(), id, 1);
    expect(rotated).toMatchObject({ kind: "rotated", key: { name: "Service", scopes: ["usage:read"] } });
    const until = (await getApiKey(ctx, id)).expiresAt ?? 0;
    expect(Math.abs(until - Date.now() - HOUR)).toBeLessThan(60_000);
    for (const hours of [-1, 1.5, 10_000, "1", null])
      expect(await rotateKeyAction(slug(), id, hours as never)).toMatchObject({ kind: "refused" });
    await comes(viewer);
    expect(await changeKeyAction(slug(), id, { name: "Mine", scopes: ["usage:read"] })).toMatchObject({
      kind: "refused",
    });
    expect(await rotateKeyAction(slug(), id, 1)).toMatchObject({ kind: "refused" });
  });
});
