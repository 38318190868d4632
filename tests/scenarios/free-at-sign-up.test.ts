import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signUp } from "@/lib/tenancy";
import { behindItsBack, refusalOf, startScenario, type ScenarioWorld } from "./world";

let world: ScenarioWorld;
beforeAll(async () => void (world = await startScenario()));
afterAll(() => world?.close());

const MADE_AT_SIGN_UP = [
  "app_user",
  "credential",
  "organization",
  "membership",
  "subscription",
  "audit.journal_entry",
  "outbox_message",
];
const counts = (): Promise<number[]> =>
  Promise.all(
    MADE_AT_SIGN_UP.map(async (table) => {
      const [row] = await behindItsBack<{ n: number }>(`select count(*)::int as n from ${table}`);
      return row?.n ?? -1;
    }),
  );
const ada = { name: "Ada", email: "ada@example.test", password: "a long password of Ada" };

describe("FREE at sign-up", () => {
  it("gives whoever signs up the free plan, ready for the first call", async () => {
    const grace = await world.signsUp("Grace");
    expect(await world.entitlements(grace)).toMatchObject({
      plan: { code: "FREE", version: 1 },
      status: "active",
      features: { api_access: { enabled: true, source: "plan" }, ai_chat: { enabled: true, source: "plan" } },
      hasOverrides: false,
    });
    expect(await world.limitOf(grace)).toMatchObject({ window: "DAY", limit: 100, used: 0, remaining: 100 });
    expect(await world.limitOf(grace, "ai_tokens")).toMatchObject({ window: "MONTH", limit: 10_000, used: 0 });
    expect((await grace.api("GET", "/v1/me/subscription")).body.data).toMatchObject({
      plan: "FREE",
      source: "internal",
    });
    expect(await world.calls(grace)).toMatchObject({ status: 201, body: { data: { used: 1, remaining: 99 } } });
  });

  it("writes person, organization, membership, subscription and journal in one transaction", async () => {
    const { organization, user } = await signUp(world.weir.system(), { ...ada, email: "one@example.test" });
    const transactions = await behindItsBack<{ xmin: string }>(
      `select xmin::text from app_user where id = $1 union all
       select xmin::text from organization where id = $2 union all
       select xmin::text from membership where organization_id = $2 and user_id = $1 union all
       select xmin::text from subscription where organization_id = $2 union all
       select xmin::text from audit.journal_entry where organization_id = $2`,
      user.id,
      organization.id,
    );
    expect(transactions.length).toBeGreaterThanOrEqual(5);
    expect(new Set(transactions.map((row) => row.xmin)).size).toBe(1);
  });

  it("leaves nothing half made when the subscription cannot be started", async () => {
    const before = await counts();
    await behindItsBack(
      "alter table subscription add constraint no_new_ones check (created_at < '2000-01-01') not valid",
    );
    try {
      await expect(signUp(world.weir.system(), ada)).rejects.toThrow();
      expect(await counts()).toEqual(before);
    } finally {
      await behindItsBack("alter table subscription drop constraint no_new_ones");
    }
    expect(await signUp(world.weir.system(), ada)).toMatchObject({ created: true });
  });

  it("is refused, and leaves nothing, where the catalog has no plan to begin with", async () => {
    await world.rows("update plan set fallback = false where code = 'FREE' returning id");
    const before = await counts();
    expect(await refusalOf(signUp(world.weir.system(), { ...ada, email: "late@example.test" }))).toMatchObject({
      code: "CONFLICT",
    });
    expect(await counts()).toEqual(before);
    await world.rows("update plan set fallback = true where code = 'FREE' returning id");
  });

  it("sent twice makes one account with one subscription", async () => {
    const twice = { ...ada, email: "twice@example.test" };
    const [first, second] = await Promise.all([signUp(world.weir.system(), twice), signUp(world.weir.system(), twice)]);
    expect(second.organization.id).toBe(first.organization.id);
    expect(
      await world.rows("select status from subscription where organization_id = $1", first.organization.id),
    ).toEqual([{ status: "ACTIVE" }]);
  });

  it("holds for a customer whom the vendor's backend makes", async () => {
    const made = await world.vendor("POST", "/v1/organizations", { name: "Hooli", externalKey: "hooli" });
    expect(made.status).toBe(201);
    expect((await world.vendor("GET", "/v1/entitlements/hooli")).body.data).toMatchObject({ plan: { code: "FREE" } });
    const called = await world.vendor("POST", "/v1/usage", {
      organization: "hooli",
      meter: "api_calls",
      units: 100,
      idempotencyKey: "hooli-1",
    });
    expect(called).toMatchObject({ status: 201, body: { data: { used: 100, remaining: 0 } } });
  });
});
