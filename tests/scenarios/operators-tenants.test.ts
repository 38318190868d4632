import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  endImpersonationAction,
  impersonateAction,
  performAction,
  previewAction,
  tagAction,
  untagAction,
} from "@/app/admin/organizations/[org]/actions";
import { GET as organizationsCsv } from "@/app/admin/organizations/csv/route";
import TenantPage from "@/app/admin/organizations/[org]/page";
import { organizationsModel } from "@/app/admin/organizations/organizations-model";
import { requirePortal } from "@/app/portal-session";
import type { ReadyOrganizations } from "@/components/screens/operator-organizations/model";
import type { Act, ReadyTenant, TenantModel } from "@/components/screens/operator-tenant/model";
import { appointStaff } from "@/lib/access";
import { assignPlanByHand, setOverride } from "@/lib/billing";
import { queryJournal } from "@/lib/journal";
import { newId } from "@/lib/kernel/ids";
import { countUsageShares } from "@/lib/metering";
import { createOrganization, tagsOf } from "@/lib/tenancy";
import { arrivesWith } from "./request-scope";
import { startScenario, type Customer, type ScenarioWorld } from "./world";

vi.mock("next/headers", () => import("./request-scope"));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));

let world: ScenarioWorld;
let acme: Customer;
let globex: Customer;
const staff: Record<string, { who: Customer; cookie: string }> = {};
beforeAll(async () => {
  world = await startScenario();
  [acme, globex] = [await world.signsUp("Acme"), await world.signsUp("Globex")];
  for (const [name, role] of [
    ["Olga", "OPERATOR"],
    ["Sam", "SUPPORT"],
  ] as const) {
    const who = await world.signsUp(name);
    await appointStaff(world.weir.system(), who.userId, role);
    staff[role] = { who, cookie: await world.signsIn(who) };
  }
});
afterAll(() => world?.close());

function comesWith(cookie: string, more: Record<string, string> = {}): void {
  const { origin, host } = new URL(world.weir.world.env.WEIR_URL);
  arrivesWith({ cookie, origin, host, ...more });
}
const comes = (role: "OPERATOR" | "SUPPORT", more?: Record<string, string>): void =>
  comesWith(staff[role]?.cookie ?? "", more);

const digestOf = (page: Promise<unknown>): Promise<string> =>
  page.then(
    () => "shown",
    (error: unknown) => String((error as { digest?: unknown }).digest),
  );
const page = (org = acme.organization.id) => TenantPage({ params: Promise.resolve({ org }) });
async function tenant(org?: string): Promise<ReadyTenant> {
  const { model } = (await page(org)).props as { model: TenantModel };
  if (model.kind !== "ready") throw new Error("the page failed");
  return model;
}
async function list(query: Record<string, string> = {}): Promise<ReadyOrganizations> {
  const model = await organizationsModel(world.hand(), query);
  if (model.kind !== "ready") throw new Error("the list failed");
  return model;
}
const queryOf = (href: string | null): Record<string, string> =>
  Object.fromEntries(new URL(href ?? "", "http://weir.test").searchParams);
const names = async (query: Record<string, string>): Promise<string[]> =>
  (await list(query)).rows.map(({ name }) => name);
const daily: Act = {
  kind: "limit",
  meter: "api_calls",
  window: "DAY",
  value: "amount",
  amount: "2,500",
  stop: true,
  ends: "",
};

describe("the list of tenants", () => {
  it("finds by any part of name, slug and owner's e-mail, and by the whole of external key and id", async () => {
    const team = await createOrganization(world.weir.system(), { name: "100% Pure_Water", externalKey: "pure-1" });
    for (const search of ["PURE", "0% p", "%", "e_W", "pure-1", team.id, team.slug])
      expect(await names({ search })).toEqual(["100% Pure_Water"]);
    for (const search of ["no such thing", "pure-9", team.id.slice(0, -1), "' or true --", "\\"])
      expect(await names({ search })).toEqual([]);
    expect(await names({ search: "ACME@example" })).toEqual(["Acme"]);
    expect((await list({ search: acme.email })).rows).toMatchObject([{ owner: acme.email, kind: "personal" }]);
  });

  it("goes on where the page before ended, in each order, also within a search", async () => {
    // Straight into the table, and at one moment: where the values are the same, the ids keep the pages apart.
    await world.rows(
      `insert into organization (id, kind, name, slug, created_at, updated_at)
       select id, 'TEAM', 'Many ' || n % 7, 'many-' || n, now(), now() from unnest($1::text[]) with ordinality as t (id, n) returning id`,
      Array.from({ length: 101 }, () => newId("organization")),
    );
    for (const sort of ["newest", "oldest", "name"]) {
      const first = await list({ search: "many", sort });
      expect(first.rows).toHaveLength(50);
      expect(first.firstHref).toBeNull();
      const second = await list(queryOf(first.nextHref));
      expect(second).toMatchObject({ filter: { search: "many", sort } });
      const third = await list(queryOf(second.nextHref));
      expect(third.nextHref).toBeNull();
      const rows = [...first.rows, ...second.rows, ...third.rows];
      expect(new Set(rows.map(({ id }) => id)).size).toBe(101);
      const values = rows.map((row) => (sort === "name" ? row.name.toLowerCase() : row.createdAt));
      expect(values).toEqual(sort === "newest" ? [...values].sort().reverse() : [...values].sort());
    }
    // Whatever an address says, there is a first page.
    expect(await list({ cursor: "not one of ours", sort: "sideways", status: "broken" })).toMatchObject({
      filter: { sort: "newest", status: "" },
      firstHref: null,
    });
    expect((await list({ sort: "name", cursor: "WzEsIngiXQ" })).rows.length).toBeGreaterThan(0);
  });

  it("goes by usage as it was counted last, the fullest first, and says since when", async () => {
    const [low, high, none] = [
      await world.signsUp("UsedLow"),
      await world.signsUp("UsedHigh"),
      await world.signsUp("UsedNone"),
    ];
    await world.calls(low, 50);
    await world.calls(high, 90);
    expect((await list({ sort: "usage", search: "used" })).orderedAt).toBeNull();
    const counted = await countUsageShares(world.weir.world);
    expect(counted).toBe((await world.rows("select 1 from organization")).length);
    expect(await names({ sort: "usage", search: "used" })).toEqual(["UsedHigh", "UsedLow", "UsedNone"]);
    expect((await list({ sort: "usage" })).orderedAt).toMatch(/^\d{4}-/);
    // Whoever came since stands at the end until the next count.
    const late = await world.signsUp("UsedLate");
    await world.calls(late, 100);
    expect((await names({ sort: "usage", search: "used" })).at(-1)).toBe("UsedLate");
    await countUsageShares(world.weir.world);
    expect(await names({ sort: "usage", search: "used" })).toEqual(["UsedLate", "UsedHigh", "UsedLow", "UsedNone"]);
    expect(none.name).toBe("UsedNone");
    const rows = [];
    let query: Record<string, string> | null = { sort: "usage" };
    while (query) {
      const page: ReadyOrganizations = await list(query);
      rows.push(...page.rows);
      query = page.nextHref ? queryOf(page.nextHref) : null;
    }
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(rows).toHaveLength(counted + 1);
    const shares = rows.map(({ fullest }) => (fullest ? fullest.used / fullest.limit : 0));
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  });

  it("is narrowed by tags, which operators give and take, journaled where the customer does not read", async () => {
    const { id } = globex.organization;
    comes("OPERATOR");
    expect(await tagAction(id, " At  Risk ")).toEqual({ kind: "done" });
    expect(await tagAction(id, "at-risk")).toEqual({ kind: "done" });
    expect(await tagAction(id, "pilot")).toEqual({ kind: "done" });
    expect((await tenant(id)).tags).toEqual(["at-risk", "pilot"]);
    expect(await names({ tag: "at-risk" })).toEqual(["Globex"]);
    expect(await names({ tag: "at" })).toEqual([]);
    expect(await list({ tag: "pilot" })).toMatchObject({
      filtered: true,
      tags: ["at-risk", "pilot"],
      rows: [{ tags: ["at-risk", "pilot"] }],
    });
    expect(await untagAction(id, "pilot")).toEqual({ kind: "done" });
    expect(await untagAction(id, "pilot")).toEqual({ kind: "done" });
    for (const tag of ["", "=cmd", "x".repeat(41), "é", 7, undefined])
      expect(await tagAction(id, tag as string)).toMatchObject({ kind: "refused" });
    expect(await tagAction("og_nobody", "at-risk")).toMatchObject({ kind: "refused" });
    const acts = async () =>
      (await queryJournal(world.hand(), { entityId: id })).entries.filter(({ action }) => action.includes("tagged"));
    expect((await acts()).map(({ action, organization }) => [action, organization])).toEqual([
      ["organization.untagged", null],
      ["organization.tagged", null],
      ["organization.tagged", null],
    ]);
    expect((await world.journalOf(globex)).some(({ action }) => action.includes("tagged"))).toBe(false);
    for (const come of [() => comes("SUPPORT"), () => comes("OPERATOR", { origin: "https://elsewhere.example" })]) {
      come();
      expect(await tagAction(id, "theirs")).toMatchObject({ kind: "refused" });
      expect(await untagAction(id, "at-risk")).toMatchObject({ kind: "refused" });
    }
    expect(await tagsOf(world.hand(), id)).toEqual(["at-risk"]);
  });

  it("gives an organization twenty tags and no more, also when they come at once", async () => {
    const { id } = acme.organization;
    comes("OPERATOR");
    const answers = await Promise.all(Array.from({ length: 22 }, (_, n) => tagAction(id, `tag-${n}`)));
    expect(answers.filter(({ kind }) => kind === "done")).toHaveLength(20);
    expect(await tagsOf(world.hand(), id)).toHaveLength(20);
  });

  it("comes whole as a file, in its order and through its filter; nothing in it is a formula", async () => {
    await createOrganization(world.weir.system(), { name: "=HYPERLINK(1)", externalKey: "-1+1" });
    const file = (query: string, cookie = staff.SUPPORT?.cookie ?? "") =>
      organizationsCsv(new Request(`http://weir.test/admin/organizations/csv?${query}`, { headers: { cookie } }), {
        params: Promise.resolve({}),
      });
    const whole = await file("sort=name");
    expect(whole.headers.get("content-type")).toContain("text/csv");
    const text = await whole.text();
    const lines = text.trim().split("\r\n");
    // More than two pages of the database.
    expect(lines.length - 1).toBe((await world.rows("select 1 from organization")).length);
    expect(text).toContain("'=HYPERLINK(1)");
    expect(text).toContain("'-1+1");
    expect(text).not.toMatch(/(?:^|,)"?[=+@-]/m);
    const tagged = (await (await file("tag=at-risk&status=active&sort=usage")).text()).trim().split("\r\n");
    expect(tagged).toHaveLength(2);
    expect(tagged[1]).toContain(globex.organization.id);
    for (const bad of ["sort=sideways", "status=broken", `search=${"x".repeat(201)}`, "surprise=1"])
      expect((await file(bad)).status).toBe(422);
    expect((await file("", await world.signsIn(acme))).status).toBe(403);
  });

  it("shows plan, state and the allowance that is used most; it filters by plan and state", async () => {
    await assignPlanByHand(world.hand(), globex.organization.id, "PRO", { reason: "for the story" });
    await world.calls(globex, 250_000, { meter: "ai_tokens" });
    await world.calls(globex, 200);
    expect((await list({ plan: "PRO" })).rows).toMatchObject([
      {
        name: "Globex",
        plan: "Pro",
        subscription: "ACTIVE",
        fullest: { meter: "AI tokens", window: "MONTH", used: 250_000, limit: 1_000_000 },
      },
    ]);
    comes("OPERATOR");
    expect(await performAction(globex.organization.id, { kind: "suspend" }, "unpaid")).toEqual({ kind: "done" });
    expect(await names({ status: "suspended" })).toEqual(["Globex"]);
    expect(await performAction(globex.organization.id, { kind: "activate" }, "paid")).toEqual({ kind: "done" });
    expect(await names({ status: "suspended" })).toEqual([]);
    expect(await names({ status: "archived" })).toEqual([]);
  });
});

describe("an organization's page", () => {
  it("is for staff; nobody else sees that it is there", async () => {
    arrivesWith({});
    expect(await digestOf(page())).toContain("/sign-in");
    comesWith(await world.signsIn(acme));
    expect(await digestOf(page())).toContain("404");
    comes("SUPPORT");
    expect(await digestOf(page())).toBe("shown");
    expect(await tenant()).toMatchObject({ mayChange: false, mayAct: true });
    expect(await digestOf(page("og_nobody"))).toContain("404");
  });

  it("shows people, keys without their secret, plan, allowances in the units that are read, and what was done", async () => {
    comes("OPERATOR");
    await setOverride(world.hand(), acme.organization.id, {
      ...{ meter: "storage_gb", window: "LIFETIME", amount: 2_500, reason: "more room" },
    });
    const model = await tenant();
    expect(model).toMatchObject({
      organization: { name: "Acme", status: "active" },
      subscription: { plan: "Free", source: "INTERNAL", fallback: true },
      members: [{ email: acme.email, role: "OWNER" }],
      keys: [{ state: "active" }],
      exceptions: [{ about: "Storage in all", value: "2.5 GB", reason: "more room", expiresAt: null }],
      mayChange: true,
    });
    expect(model.limits.find(({ meter }) => meter === "storage_gb")).toMatchObject({
      limit: 2_500,
      source: "override",
    });
    expect(JSON.stringify(model)).not.toContain(acme.key);
    expect(model.timeline[0]).toMatchObject({ action: "override.set", reason: "more room" });
    expect(model.plans.map(({ code }) => code)).toContain("SCALE");
  });
});

describe("acts by hand", () => {
  beforeEach(() => comes("OPERATOR"));

  it("an exception is looked at, made and taken back; the preview says what the house then does", async () => {
    const id = acme.organization.id;
    const before = await world.journalOf(acme);
    const preview = await previewAction(id, { ...daily, ends: "2099-01-01" });
    expect(preview).toEqual({
      kind: "effect",
      rows: [{ about: "API calls a day", before: "100, stops", after: "2,500, stops", later: "100, stops" }],
      from: null,
      to: null,
      overStripe: false,
    });
    expect(await world.journalOf(acme)).toEqual(before);
    expect((await world.limitOf(acme)).limit).toBe(100);
    expect(await performAction(id, { ...daily, ends: "2099-01-01" }, "a large import")).toEqual({ kind: "done" });
    expect((await world.limitOf(acme)).limit).toBe(2_500);
    expect((await world.journalOf(acme))[0]).toMatchObject({
      action: "override.set",
      actor: `staff:${staff.OPERATOR?.who.userId}`,
      reason: "a large import",
    });
    const revert: Act = { kind: "revert", subject: { meter: "api_calls", window: "DAY" } };
    expect(await previewAction(id, revert)).toMatchObject({ rows: [{ before: "2,500, stops", after: "100, stops" }] });
    expect(await performAction(id, revert, "done")).toEqual({ kind: "done" });
    expect((await world.limitOf(acme)).limit).toBe(100);
    expect(await performAction(id, revert, "again")).toMatchObject({ kind: "refused" });
  });

  it("amounts are typed in the unit that is read", async () => {
    const storage: Act = { ...daily, meter: "storage_gb", window: "LIFETIME", amount: "7.25" };
    expect(await performAction(globex.organization.id, storage, "more room")).toEqual({ kind: "done" });
    comes("OPERATOR");
    const { limits } = await tenant(globex.organization.id);
    expect(limits.find(({ meter }) => meter === "storage_gb")).toMatchObject({ limit: 7_250 });
    expect(await previewAction(globex.organization.id, { ...storage, amount: "0.0001" })).toMatchObject({
      message: expect.stringContaining("GB") as string,
    });
  });

  it("a plan is given and ended, with what it changes said before", async () => {
    const { id } = acme.organization;
    const give: Act = { kind: "plan", plan: "PRO", interval: "YEAR", endStripe: false };
    const preview = await previewAction(id, give);
    expect(preview).toMatchObject({ from: "Free", to: "Pro", overStripe: false });
    expect(preview).toMatchObject({
      rows: expect.arrayContaining([
        { about: "API calls a day", before: "100, stops", after: "10,000, stops", later: null },
      ]) as unknown,
    });
    expect(await performAction(id, give, "a good customer")).toEqual({ kind: "done" });
    expect(await world.entitlements(acme)).toMatchObject({ plan: { code: "PRO" } });
    const end: Act = { kind: "cancel", endStripe: false };
    expect(await previewAction(id, end)).toMatchObject({ from: "Pro", to: "Free" });
    expect(await performAction(id, end, "over")).toEqual({ kind: "done" });
    expect(await world.entitlements(acme)).toMatchObject({ plan: { code: "FREE" } });
  });

  it("before a suspension it is said what stands still and what goes on; before its end, what moves again", async () => {
    const stopped = await world.signsUp("Stopped");
    await world.calls(stopped, 3);
    const { id } = stopped.organization;
    const answer = await previewAction(id, { kind: "suspend" });
    expect(answer).toMatchObject({
      rows: [
        {
          about: expect.stringMatching(/^API calls, last counted /) as string,
          before: "admitted by its plan",
          after: "every call refused",
        },
        { about: expect.stringMatching(/^Seats, /) as string },
        { about: "1 API key and 0 installations", before: "report usage and read", after: "read only" },
        { about: "1 person", after: "reach the billing pages alone" },
        { about: "The plan Free", after: "kept; nobody is charged for it" },
      ],
    });
    expect(await world.limitOf(stopped)).toMatchObject({ used: 3 });
    expect((await performAction(id, { kind: "suspend" }, "abuse")).kind).toBe("done");
    expect((await world.calls(stopped)).status).toBe(403);
    expect(await world.limitOf(stopped)).toMatchObject({ used: 3 });
    expect(await previewAction(id, { kind: "activate" })).toMatchObject({
      rows: [{ before: "every call refused", after: "admitted by its plan" }, {}, {}, {}],
    });
    expect((await performAction(id, { kind: "activate" }, "settled")).kind).toBe("done");
    expect((await world.calls(stopped)).status).toBe(201);
  });

  it.each<[string, unknown, unknown, string]>([
    ["nothing", undefined, "why", "The act"],
    ["an act that there is not", { kind: "delete" }, "why", "kind"],
    ["a field more", { kind: "suspend", force: true }, "why", "The act"],
    ["a day that there is not", { ...daily, ends: "2026-02-30" }, "why", "ends"],
    ["an end that is past", { ...daily, ends: "2020-01-01" }, "why", "future"],
    ["no amount", { ...daily, amount: "many" }, "why", "amount"],
    ["half a call", { ...daily, amount: "1.5" }, "why", "amount"],
    ["a meter that there is not", { ...daily, meter: "teapots" }, "why", "teapots"],
    ["a level by the day", { ...daily, meter: "storage_gb" }, "why", "LIFETIME"],
    ["a feature that there is not", { kind: "feature", feature: "teapots", enabled: true, ends: "" }, "why", "teapots"],
    ["a plan that there is not", { kind: "plan", plan: "GOLD", interval: "MONTH", endStripe: false }, "why", "plan"],
    ["no reason", daily, "  ", "reason"],
    ["a reason that is no text", daily, { toString: 1 }, "reason"],
    ["a reason without end", daily, "x".repeat(501), "reason"],
  ])("%s is refused with words, and changes nothing", async (_name, act, reason, says) => {
    const before = await world.journalOf(acme);
    const answer = await performAction(acme.organization.id, act as never, reason as never);
    expect(answer).toMatchObject({ kind: "refused", message: expect.stringMatching(new RegExp(says, "i")) as string });
    expect(await performAction("og_nobody", daily, "why")).toMatchObject({ kind: "refused" });
    expect(await performAction({} as never, daily, "why")).toMatchObject({ kind: "refused" });
    expect(await world.journalOf(acme)).toEqual(before);
  });

  it("support, customers, strangers and other sites change nothing and look at no effect", async () => {
    const before = await world.journalOf(acme);
    const { id } = acme.organization;
    const all = async () => [
      await performAction(id, daily, "why"),
      await performAction(id, { kind: "suspend" }, "why"),
      await performAction(id, { kind: "plan", plan: "PRO", interval: "MONTH", endStripe: true }, "why"),
      await previewAction(id, daily),
      await endImpersonationAction(id, "imp_any"),
    ];
    comes("SUPPORT");
    for (const answer of await all()) expect(answer).toMatchObject({ kind: "refused" });
    comesWith(await world.signsIn(acme));
    for (const answer of [...(await all()), await impersonateAction(id, acme.userId, "why")])
      expect(answer).toMatchObject({ kind: "refused", message: "There is nothing here." });
    comes("OPERATOR", { origin: "https://elsewhere.example" });
    for (const answer of [...(await all()), await impersonateAction(id, acme.userId, "why")])
      expect(answer).toMatchObject({ kind: "refused" });
    expect(await world.journalOf(acme)).toEqual(before);
  });

  it("acting for a member begins at the page and leads into the portal; an operator ends what another has open", async () => {
    const { id, slug } = acme.organization;
    comes("SUPPORT");
    expect(await impersonateAction(id, acme.userId, "")).toMatchObject({ kind: "refused" });
    expect(await impersonateAction(id, globex.userId, "why")).toMatchObject({ kind: "refused" });
    expect(await digestOf(impersonateAction(id, acme.userId, "ticket 12"))).toContain(`/orgs/${slug}`);
    expect(await digestOf(requirePortal(slug, "usage:read"))).toBe("shown");
    comes("OPERATOR");
    const { acting } = await tenant();
    expect(acting).toMatchObject([{ staff: staff.SUPPORT?.who.email, member: acme.email, reason: "ticket 12" }]);
    const open = acting[0]?.id ?? "";
    expect(await endImpersonationAction(globex.organization.id, open)).toEqual({ kind: "done" });
    expect((await tenant()).acting).toHaveLength(1);
    expect(await endImpersonationAction(id, open)).toEqual({ kind: "done" });
    expect((await tenant()).acting).toEqual([]);
    comes("SUPPORT");
    expect(await digestOf(requirePortal(slug, "usage:read"))).toContain("404");
  });
});
