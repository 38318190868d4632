import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assignPlanByHand, startCheckout } from "@/lib/billing";
import { applyCatalog, changesNothing, listPlans, listPlansForSale, parseCatalog } from "@/lib/catalog";
import { queryJournal } from "@/lib/journal";
import { refusalOf, startScenario, type ScenarioWorld } from "./world";

let world: ScenarioWorld;
let seed: string;
beforeAll(async () => {
  world = await startScenario();
  seed = await readFile("prisma/seed/catalog.yaml", "utf8");
});
afterAll(() => world?.close());

/** The file with PRO's daily calls written anew. */
const withProAt = (calls: number): string => {
  const changed = seed.replace(
    "api_calls: { window: day, amount: 10000 }",
    `api_calls: { window: day, amount: ${calls} }`,
  );
  if (changed === seed && calls !== 10_000) throw new Error("the seed no longer says what this story changes");
  return changed;
};
const applies = (text: string, options?: { dryRun: boolean }) =>
  applyCatalog(world.hand(), parseCatalog(text), options);
const stored = async (): Promise<string> =>
  JSON.stringify(
    await world.rows(
      "select p.code, p.version, p.status::text, p.content_hash, (select json_agg(l order by l.id)::text from plan_limit l where l.plan_id = p.id) as limits from plan p order by p.code, p.version",
    ),
  );
const proOnSale = async () =>
  (await listPlansForSale(world.hand())).families.flatMap((family) => family.plans).find((plan) => plan.code === "PRO");

describe("catalog managed by the operator", () => {
  it("a dry run tells the difference and changes nothing", async () => {
    const before = await stored();
    const journaled = (await queryJournal(world.hand(), {}, { limit: 100 })).entries.length;
    const change = await applies(withProAt(12_000), { dryRun: true });
    expect(change.plans.filter((plan) => plan.kind !== "unchanged")).toMatchObject([
      { kind: "edit", code: "PRO", version: 1 },
    ]);
    expect(await stored()).toBe(before);
    expect((await queryJournal(world.hand(), {}, { limit: 100 })).entries).toHaveLength(journaled);
  });

  it("the file that is applied already changes nothing", async () => {
    const before = await stored();
    expect(changesNothing(await applies(seed))).toBe(true);
    expect(await stored()).toBe(before);
  });

  it("a version that nobody has is edited in place; a sold one keeps its terms and a change makes the next", async () => {
    expect((await applies(withProAt(11_000))).plans.find((plan) => plan.kind === "edit")).toMatchObject({
      code: "PRO",
      version: 1,
    });
    const early = await world.signsUp("Early");
    await assignPlanByHand(world.hand(), early.organization.id, "PRO", { reason: "the first customer" });
    expect(await world.limitOf(early)).toMatchObject({ limit: 11_000 });

    const change = await applies(withProAt(12_000));
    expect(change.plans.filter((plan) => plan.kind !== "unchanged")).toMatchObject([
      { kind: "new_version", code: "PRO", version: 2, previous: { version: 1 } },
    ]);
    const onSale = await proOnSale();
    expect(onSale?.version).toBe(2);
    expect(onSale?.limits.find((limit) => limit.meter === "api_calls")).toMatchObject({ amount: 12_000 });

    const late = await world.signsUp("Late");
    await assignPlanByHand(world.hand(), late.organization.id, "PRO", { reason: "the second customer" });
    expect(await world.entitlements(late)).toMatchObject({ plan: { code: "PRO", version: 2 } });
    expect(await world.limitOf(late)).toMatchObject({ limit: 12_000 });
    expect(await world.entitlements(early)).toMatchObject({ plan: { code: "PRO", version: 1 } });
    expect(await world.limitOf(early)).toMatchObject({ limit: 11_000 });
    expect((await world.calls(early, 11_000)).status).toBe(201);
    expect((await world.calls(early)).status).toBe(402);

    const entries = (await queryJournal(world.hand(), { action: "plan.version_created" })).entries;
    expect(entries).toMatchObject([{ actor: `staff:${world.operator.id}`, entity: { type: "plan", id: "PRO@2" } }]);
  });

  it("terms that somebody has been sold are refused by the database itself", async () => {
    await expect(
      world.rows(
        "update plan_limit set amount = 1 where plan_id = (select id from plan where code = 'PRO' and version = 1) returning id",
      ),
    ).rejects.toThrow();
  });

  it("a plan that the file no longer names is not sold any more, and whoever has it keeps it", async () => {
    const loyal = await world.signsUp("Loyal");
    await assignPlanByHand(world.hand(), loyal.organization.id, "GROWTH", { reason: "a launch" });
    const without = withProAt(12_000).replace(/ {2}GROWTH:[\s\S]*?\n\n/, "");
    const change = await applies(without);
    expect(change.plans.filter((plan) => plan.kind === "archive")).toMatchObject([{ code: "GROWTH" }]);
    expect((await listPlans(world.hand())).filter((plan) => plan.code === "GROWTH")).toMatchObject([
      { status: "ARCHIVED" },
    ]);
    expect(await world.entitlements(loyal)).toMatchObject({ plan: { code: "GROWTH" }, status: "active" });
    expect((await world.calls(loyal, 100_001)).status).toBe(201);
    const buyer = await world.signsUp("Buyer");
    const checkout = startCheckout(world.as(buyer), {
      planCode: "GROWTH",
      interval: "MONTH",
      successUrl: "http://weir.test/r",
      cancelUrl: "http://weir.test/c",
      idempotencyKey: "archived",
    });
    expect(["NOT_FOUND", "CONFLICT"]).toContain((await refusalOf(checkout)).code);
  });

  it("a file with a fault is refused whole, naming the place", async () => {
    const before = await stored();
    for (const faulty of [
      seed.replace('"29.99"', '"29.999"'),
      seed.replace("amount: 10000 }", "amount: -1 }"),
      seed.replace("family: workspace", "family: nowhere"),
      "plans: [",
    ]) {
      await expect((async () => applies(faulty))()).rejects.toMatchObject({
        code: expect.stringMatching(/VALIDATION_ERROR|MALFORMED/) as string,
      });
    }
    const fault = await refusalOf((async () => applies(seed.replace('"29.99"', '"29.999"')))());
    expect(JSON.stringify(fault.fields)).toContain("PRO");
    expect(await stored()).toBe(before);
  });
});
