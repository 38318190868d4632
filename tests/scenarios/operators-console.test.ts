import { Redis as Client } from "ioredis";
import type { ReactElement } from "react";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { proveAction, reconcileAction } from "@/app/admin/organizations/[org]/quota/actions";
import OrganizationQuotaPage from "@/app/admin/organizations/[org]/quota/page";
import OrganizationsPage from "@/app/admin/organizations/page";
import StartPage from "@/app/admin/page";
import { travelAction } from "@/app/admin/time/actions";
import TimePage from "@/app/admin/time/page";
import type { QuotaPanelModel, ReadyQuotaPanel } from "@/components/screens/operator-quota/model";
import type { ReadyStart } from "@/components/screens/operator-start/model";
import type { DuePoint, ReadyTime } from "@/components/screens/operator-time/model";
import { appointStaff } from "@/lib/access";
import { setOverride } from "@/lib/billing";
import { queryJournal } from "@/lib/journal";
import { measureDrift } from "@/lib/quota";
import { createOrganization } from "@/lib/tenancy";
import { testDatabase } from "../support/database";
import { arrivesWith } from "./request-scope";
import { startScenario, type Customer, type ScenarioWorld } from "./world";

vi.mock("next/headers", () => import("./request-scope"));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));

let world: ScenarioWorld;
let redis: Client;
let acme: Customer;
let operator: Customer;
let support: Customer;
beforeAll(async () => {
  world = await startScenario();
  redis = new Client(testDatabase().redisUrl);
  [acme, operator, support] = [await world.signsUp("Acme"), await world.signsUp("Olga"), await world.signsUp("Sam")];
  await appointStaff(world.weir.system(), operator.userId, "OPERATOR");
  await appointStaff(world.weir.system(), support.userId, "SUPPORT");
});
afterAll(async () => {
  redis?.disconnect();
  await world?.close();
});

async function comes(who: Customer, more: Record<string, string> = {}): Promise<void> {
  const { origin, host } = new URL(world.weir.world.env.WEIR_URL);
  arrivesWith({ cookie: await world.signsIn(who), origin, host, ...more });
}

const nothing = Promise.resolve({});
const quotaPage = (org: string, environment?: string) =>
  OrganizationQuotaPage({
    params: Promise.resolve({ org }),
    searchParams: Promise.resolve(environment ? { environment } : {}),
  });
const pages = (): Record<string, () => Promise<unknown>> => ({
  start: () => StartPage(),
  organizations: () => OrganizationsPage({ searchParams: nothing }),
  quota: () => quotaPage(acme.organization.id),
  time: () => TimePage(),
});
/** What Next makes of what a page throws. */
const digestOf = (page: Promise<unknown>): Promise<string> =>
  page.then(
    () => "shown",
    (error: unknown) => String((error as { digest?: unknown }).digest),
  );
const modelOf = <T>(page: unknown): T => (page as ReactElement<{ model: T }>).props.model;
const panel = async (org = acme.organization.id, environment?: string): Promise<ReadyQuotaPanel> => {
  const model = modelOf<QuotaPanelModel>(await quotaPage(org, environment));
  if (model.kind !== "ready") throw new Error("the panel failed");
  return model;
};
const actionsOf = async (action: string): Promise<(string | null)[]> =>
  (await world.journalOf(acme)).filter((entry) => entry.action === action).map((entry) => entry.actor);

describe("who may enter the console", () => {
  it.each(["start", "organizations", "quota", "time"])("%s: staff; nobody else sees that it is there", async (name) => {
    const page = (): Promise<string> => digestOf(pages()[name]?.() ?? Promise.reject(new Error("no such page")));
    arrivesWith({});
    expect(await page()).toContain("/sign-in");
    await comes(acme);
    expect(await page()).toContain("404");
    await comes(support);
    expect(await page()).toBe("shown");
    await comes(operator);
    expect(await page()).toBe("shown");
  });

  it("actions ask again: strangers, customers, support where it may only look, and other sites are refused", async () => {
    const about = [acme.organization.id, "PROD", "api_calls"] as const;
    await world.calls(acme, 1);
    await comes(acme);
    expect(await proveAction(...about)).toEqual({ kind: "refused", message: "There is nothing here." });
    expect(await reconcileAction(...about)).toEqual({ kind: "refused", message: "There is nothing here." });
    await comes(operator, { origin: "https://elsewhere.example" });
    expect(await reconcileAction(...about)).toMatchObject({ kind: "refused" });
    await comes(support);
    expect(await proveAction(...about)).toMatchObject({ kind: "proved" });
    expect(await reconcileAction(...about)).toMatchObject({ kind: "refused" });
    expect((await panel()).mayReconcile).toBe(false);
    expect(await actionsOf("quota.reconciled")).toEqual([]);
    expect(await actionsOf("quota.proved")).toEqual([`staff:${support.userId}`]);
  });
});

describe("the quota of an organization", () => {
  beforeEach(() => comes(operator));

  it("goes from entitlement to facts", async () => {
    await world.calls(acme, 59, { key: "a large one" });
    await setOverride(world.hand(), acme.organization.id, {
      ...{ meter: "api_calls", window: "DAY", amount: 80, reason: "a smaller pond" },
    });
    await world.calls(acme, 21);
    const { meters, environments } = await panel();
    expect(environments.map((each) => [each.label, each.current])).toEqual([
      ["Production", true],
      ["Staging", false],
      ["Development", false],
    ]);
    expect(meters.map((meter) => meter.slug)).toEqual(["api_calls", "ai_tokens", "seats", "storage_gb"]);
    await vi.waitFor(async () => expect((await panel()).meters[0]?.lastRefusal).not.toBeNull());
    expect((await panel()).meters[0]).toMatchObject({
      plan: "FREE v1",
      limits: [{ window: "day", limit: 80, source: "override", planGives: "100" }],
      overrides: [{ about: "per day", reason: "a smaller pond", expiresAt: null }],
      decision: { admitted: true, words: "is admitted" },
      counter: "current",
      windows: [{ limit: 80, logged: 60, held: 0, counter: { used: 60, pending: 0 }, drift: 0 }],
      events: [{ key: "a large one", units: 59 }, { units: 1 }],
      lastRefusal: { units: 21 },
    });
    expect((await panel(acme.organization.id, "dev")).meters[0]).toMatchObject({ events: [], lastRefusal: null });
  });

  it("is proven and rebuilt by hand, and the journal keeps who did it", async () => {
    const about = [acme.organization.id, "PROD", "api_calls"] as const;
    expect(await proveAction(...about)).toMatchObject({ kind: "proved", proof: { holds: true } });
    const [{ fence } = { fence: null }] = (await panel()).meters;
    await redis.hincrby(`q:{${acme.organization.id}}:${fence?.id}`, "1:u", 5);
    const proof = await proveAction(...about);
    expect(proof).toMatchObject({ kind: "proved", proof: { holds: false } });
    expect(await reconcileAction(...about)).toEqual({ kind: "rebuilt" });
    expect(await proveAction(...about)).toMatchObject({ kind: "proved", proof: { holds: true } });
    expect(await actionsOf("quota.reconciled")).toEqual([`staff:${operator.userId}`]);
    expect(await proveAction(acme.organization.id, "STAGING", "nothing_of_that_name")).toMatchObject({
      kind: "refused",
    });
    expect(await proveAction("og_nobody", "PROD", "api_calls")).toMatchObject({ kind: "refused" });
  });

  it("is found by the vendor's own name for the organization, and is nowhere for one that there is not", async () => {
    const named = await createOrganization(world.weir.system(), { name: "Initech", externalKey: "initech-eu" });
    expect(await digestOf(quotaPage("initech-eu"))).toContain(`/admin/organizations/${named.id}/quota`);
    expect(await digestOf(quotaPage("og_nobody"))).toContain("404");
    expect((await panel(named.id)).meters.every((meter) => meter.events.length === 0)).toBe(true);
  });

  it("shows drift where it was found, on the panel and at the start", async () => {
    const [{ fence } = { fence: null }] = (await panel()).meters;
    await redis.hincrby(`q:{${acme.organization.id}}:${fence?.id}`, "1:u", -2);
    expect(await measureDrift(world.weir.world, 0)).toMatchObject({ drifted: 1 });
    expect((await panel()).drifts).toMatchObject([{ meter: "api_calls", drift: -2, environment: "production" }]);
    const start = modelOf<ReadyStart>(await StartPage());
    expect(start.parts.map((part) => [part.name, part.state])).toEqual([
      ["Worker", "failed"],
      ["Redis", "ok"],
      ["Webhooks in", "ok"],
      ["Overage billed", "ok"],
      ["Drift", "failed"],
      ["Journal", "ok"],
    ]);
    expect(start.drifts).toMatchObject([{ organization: "Acme", drift: -2 }]);
  });
});

// Last, because business time does not go back.
describe("time", () => {
  const DAY = 86_400_000;
  const clocks = async () => modelOf<ReadyTime>(await TimePage());
  const refused = async (wish: unknown): Promise<string> => {
    const answer = await travelAction(wish as Parameters<typeof travelAction>[0]);
    return answer.kind === "refused" ? answer.message : answer.kind;
  };

  it("is moved by operators alone, from our own pages, to a moment that is ahead", async () => {
    const to = new Date(world.weir.world.clock.now() + DAY).toISOString();
    await comes(acme);
    expect(await refused({ to, begun: false })).toBe("There is nothing here.");
    await comes(support);
    expect(await refused({ to, begun: false })).toContain("role");
    const looks = await clocks();
    expect([looks.locked, looks.leaps]).toEqual(["Operators can move time; support can look at it.", []]);
    await comes(operator, { origin: "https://elsewhere.test" });
    expect(await refused({ to, begun: false })).toContain("page of this site");
    await comes(operator);
    for (const wish of [undefined, {}, { to: 5 }, { to: "tomorrow" }, { to: "2027-02-30T00:00:00Z", begun: true }])
      expect(await refused(wish)).toContain("written like");
    expect(await refused({ to: "2020-01-01T00:00:00Z", begun: false })).toContain("only goes forward");
    expect(await refused({ to: "2999-01-01T00:00:00Z", begun: false })).toContain("at most 732 days");
    expect((await clocks()).ahead).toBe("In step with real time");
  });

  it("goes on in stretches that tell what was due, until it is there", async () => {
    await comes(operator);
    await world.calls(acme);
    const begun = await clocks();
    expect(begun).toMatchObject({ locked: null, simulator: null, leaps: [{}, {}, {}, {}] });
    const to = new Date(Date.parse(begun.now) + 3 * DAY).toISOString();
    const passed: DuePoint[] = [];
    for (let arrived = false; !arrived;) {
      const answer = await travelAction({ to, begun: passed.length > 0 });
      if (answer.kind === "refused") throw new Error(answer.message);
      passed.push(...answer.passed);
      arrived = answer.arrived;
    }
    expect(passed.map((point) => point.what)).toContain("a usage window closes");
    expect(passed.map((point) => point.at)).toEqual(passed.map((point) => point.at).sort());
    expect(await clocks()).toMatchObject({ ahead: "3 days ahead of real time" });
    expect(await travelAction({ to, begun: true })).toMatchObject({ arrived: true, steps: 0 });
    const moves = (await queryJournal(world.hand(), { action: "clock.moved" })).entries;
    expect(moves[0]?.actor).toBe(`staff:${operator.userId}`);
  });
});
