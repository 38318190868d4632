import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { changePage, type ChangeQuery } from "@/app/(portal)/orgs/[org]/billing/change/change-model";
import { billingModel } from "@/app/(portal)/orgs/[org]/billing/billing-model";
import { changesInstead } from "@/app/(portal)/orgs/[org]/billing/checkout/review-model";
import { homeModel } from "@/app/(portal)/orgs/[org]/home-model";
import type { ChangePlanModel } from "@/components/screens/change-plan/model";
import { cancelSubscription, changePlan, revokeScheduledChange } from "@/lib/billing";
import { iso } from "@/lib/kernel/time";
import { liveSubscription } from "@/lib/subscriptions";
import { sessionOf } from "./sessions";
import { startScenario, type Customer, type ScenarioWorld } from "./world";

vi.mock("next/headers", () => import("./request-scope"));

let world: ScenarioWorld;
beforeAll(async () => void (world = await startScenario({ stripe: true })));
afterAll(() => world?.close());

let pages = 0;
async function subscriber(plan: string, interval: "MONTH" | "YEAR" = "MONTH"): Promise<Customer> {
  const customer = await world.signsUp(`Reader${(pages += 1)}`);
  await world.buys(customer, plan, interval);
  return customer;
}

const opens = async (customer: Customer, query: ChangeQuery = {}) =>
  changePage(await sessionOf(world, customer), query);
async function shows<K extends ChangePlanModel["kind"]>(customer: Customer, kind: K, query: ChangeQuery = {}) {
  const page = await opens(customer, query);
  if (page.kind !== "shown" || page.model.kind !== kind) throw new Error(`the page is ${JSON.stringify(page)}`);
  return { model: page.model as Extract<ChangePlanModel, { kind: K }>, fields: page.fields };
}

/** Presses the button: what the page's action does with the form. */
const confirms = (customer: Customer, fields: Readonly<Record<string, string>>) =>
  changePlan(world.as(customer), {
    planCode: fields.plan ?? "",
    interval: fields.interval === "year" ? "YEAR" : "MONTH",
    timing: fields.timing === "now" ? "now" : "period_end",
    ...(fields.amountDue === undefined
      ? {}
      : { shown: { amountDue: BigInt(fields.amountDue), proratedAt: Number(fields.proratedAt) } }),
    idempotencyKey: fields.key ?? "",
  });

describe("change-plan page", () => {
  it("of an upgrade shows the provider's sum, charges exactly it, and says so", async () => {
    const acme = await subscriber("PRO");
    const { model, fields } = await shows(acme, "ready", { plan: "INSTITUTION" });
    expect(model).toMatchObject({
      now: { name: "Pro", price: { amount: "2999" } },
      next: { name: "Institution", price: { amount: "29999" } },
      timing: "now",
      timings: [{ timing: "now" }, { timing: "periodEnd" }],
      preview: { kind: "ready" },
      paymentMethod: { brand: "visa", last4: "4242" },
    });
    expect(model.differences.map((difference) => [difference.kind, difference.words])).toContainEqual([
      "gain",
      "Unlimited API calls",
    ]);
    if (model.preview.kind !== "ready") throw new Error("no sum");
    const { dueNow, lines, then } = model.preview;
    expect(lines.reduce((sum, line) => sum + BigInt(line.amount.amount), 0n).toString()).toBe(dueNow.amount);
    expect(fields).toMatchObject({ plan: "INSTITUTION", interval: "month", timing: "now", amountDue: dueNow.amount });
    const made = await confirms(acme, fields);
    if (made.kind !== "changed") throw new Error(made.kind);
    const done = await shows(acme, "done", { done: made.invoiceId ?? "" });
    expect(done.model).toMatchObject({ planName: "Institution", paid: dueNow, renewsAt: then.at });
  });

  it("of a downgrade plans it, shows it on billing and home, and takes it back", async () => {
    const acme = await subscriber("INSTITUTION");
    const { period } = await liveSubscription(world.as(acme), acme.organization.id);
    const { model, fields } = await shows(acme, "ready", { plan: "PRO", when: "now" });
    expect([model.timing, model.timings.length, fields.amountDue]).toEqual(["periodEnd", 1, undefined]);
    expect(model.preview).toMatchObject({
      dueNow: { amount: "0" },
      then: { amount: { amount: "2999" }, at: iso(period.end) },
    });
    expect(model.differences.some((difference) => difference.kind === "loss")).toBe(true);
    expect((await confirms(acme, fields)).kind).toBe("scheduled");
    expect((await shows(acme, "scheduled")).model).toMatchObject({
      currentName: "Institution",
      nextName: "Pro",
      at: iso(period.end),
    });
    const session = await sessionOf(world, acme);
    const scheduled = { planName: "Pro", at: iso(period.end) };
    expect((await billingModel(session)).plan.scheduled).toEqual(scheduled);
    expect((await homeModel(session)).plan.scheduled).toEqual(scheduled);
    expect((await shows(acme, "ready", { plan: "INSTITUTION", interval: "year" })).model.notice?.lead).toBe(
      "A change is planned already.",
    );
    await revokeScheduledChange(world.as(acme));
    expect((await billingModel(await sessionOf(world, acme))).plan.scheduled).toBeNull();
  });

  it("leads to the page on which a wish is fulfilled, and names what stands in the way of any", async () => {
    const acme = await subscriber("PRO");
    const base = `/orgs/${acme.organization.slug}/billing`;
    expect(await opens(acme)).toEqual({
      kind: "leads",
      href: `/pricing?org=${acme.organization.slug}&family=workspace`,
    });
    expect(await opens(acme, { plan: "FREE" })).toEqual({ kind: "leads", href: `${base}/cancel` });
    expect((await shows(acme, "refused", { plan: "PRO" })).model.words).toContain("already");
    expect((await shows(acme, "refused", { plan: "NOSUCH" })).model.steps[0].href).toContain("/pricing");
    expect(await changesInstead(await sessionOf(world, acme), { plan: "INSTITUTION", interval: "year" })).toBe(
      `${base}/change?plan=INSTITUTION&interval=year`,
    );
    await cancelSubscription(world.as(acme), { when: "period_end", reason: "the story wants it" });
    expect((await shows(acme, "refused", { plan: "INSTITUTION" })).model).toMatchObject({
      lead: "The subscription is about to end",
      steps: [{ words: "Take the cancellation back", href: base }, {}],
    });
    const free = await world.signsUp("Free");
    expect(await opens(free, { plan: "PRO", interval: "year" })).toEqual({
      kind: "leads",
      href: `/orgs/${free.organization.slug}/billing/checkout?plan=PRO&interval=year`,
    });
  });

  it("of a card that refuses says so, keeps the plan, and sees it come once another card has paid", async () => {
    const acme = await world.signsUp("Refused");
    const { url } = await world.checksOut(acme, "STARTER");
    expect(await world.pays(url, "4000 0000 0000 0341")).toBe(303);
    await world.comesToHave(acme, "STARTER");
    const { fields } = await shows(acme, "ready", { plan: "GROWTH" });
    const made = await confirms(acme, fields);
    if (made.kind !== "payment_needed") throw new Error(made.kind);
    expect(made.because).toBe("refused");
    const waits = { waiting: "1", plan: "GROWTH" };
    expect((await shows(acme, "waiting", waits)).model).toMatchObject({
      because: "refused",
      currentName: "Starter",
      nextName: "Growth",
      amountDue: { amount: "39900" },
      payHref: made.url,
    });
    expect((await liveSubscription(world.as(acme), acme.organization.id)).status).toBe("TRIALING");
    expect(await world.pays(made.url)).toBe(303);
    expect((await shows(acme, "done", waits)).model).toMatchObject({ planName: "Growth", price: { amount: "39900" } });
    expect((await shows(acme, "refused", { ...waits, interval: "year" })).model.lead).toBe("The change was not made");
  });

  it("says that the sum has changed, and keeps the button shut while there is none", async () => {
    const acme = await subscriber("PRO");
    const again = await shows(acme, "ready", { plan: "INSTITUTION", refused: "preview_outdated" });
    expect(again.model.notice?.words).toContain("Nothing was charged");
    const session = await sessionOf(world, acme);
    const away = { ...session.ctx.payments, previewChange: () => Promise.reject(new Error("no answer")) };
    const page = await changePage({ ...session, ctx: { ...session.ctx, payments: away } }, { plan: "INSTITUTION" });
    if (page.kind !== "shown" || page.model.kind !== "ready") throw new Error("the page does not stand");
    expect(page.model.preview.kind).toBe("failed");
    expect(page.fields.amountDue).toBeUndefined();
  });
});
