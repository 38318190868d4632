import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { tryItModel } from "@/app/(portal)/orgs/[org]/usage/try-it-model";
import { opensPaywall, paywallFrom } from "@/components/screens/paywall/paywall-from";
import type { PaywallModel, RefusalProblem } from "@/components/screens/paywall/model";
import type { PortalSession } from "@/app/portal-session";
import { assignPlanByHand, setOverride } from "@/lib/billing";
import { iso, utcDay } from "@/lib/kernel/time";
import { joins, sessionOf } from "./sessions";
import { startScenario, type Answered, type ScenarioWorld } from "./world";

vi.mock("next/headers", () => import("./request-scope"));

let world: ScenarioWorld;
beforeAll(async () => void (world = await startScenario()));
afterAll(() => world?.close());

const problemOf = (answer: Answered): RefusalProblem => answer.body;

/** What the usage page opens when a call comes back refused. */
async function paywallOf(session: PortalSession, answer: Answered): Promise<PaywallModel | undefined> {
  const page = await tryItModel(session);
  if (!page) throw new Error("the plan names no meter");
  const problem = problemOf(answer);
  return paywallFrom(problem, { ...page.paywall, cure: page.cures[problem.meter ?? ""] });
}

describe("paywall", () => {
  it("names the meter, the figures of the refusal, the reset, and the cheapest plan with its price", async () => {
    const initech = await world.signsUp("Initech");
    await world.calls(initech, 100);
    const refused = await world.calls(initech);
    const paywall = await paywallOf(await sessionOf(world, initech), refused);
    expect(paywall).toMatchObject({
      code: "LIMIT_EXCEEDED",
      planName: "Free",
      meter: { name: "API calls", used: 100, limit: 100, window: "a day" },
      resetsAt: iso(utcDay(world.weir.world.clock.now()).end),
      requestId: refused.headers.get("x-request-id"),
      mayBuy: true,
      cure: {
        kind: "plan",
        name: "Pro",
        price: { from: { amount: "0" }, to: { amount: "2999", currency: "usd" }, interval: "month" },
        lifts: [{ label: "API calls", from: "100 a day", to: "10,000 a day" }],
        href: `/orgs/${initech.organization.slug}/billing/checkout?plan=PRO&interval=month`,
      },
    });
  });

  it("offers the next larger plan to whoever has reached the end of the first one", async () => {
    const acme = await world.signsUp("Acme");
    await assignPlanByHand(world.hand(), acme.organization.id, "PRO", { reason: "a contract" });
    await world.calls(acme, 10_000);
    const larger = await paywallOf(await sessionOf(world, acme), await world.calls(acme));
    expect(larger).toMatchObject({
      planName: "Pro",
      cure: { kind: "plan", name: "Institution", price: { from: { amount: "2999" } } },
    });
  });

  it("tells a member who may not buy whom to ask", async () => {
    const globex = await world.signsUp("Globex");
    const member = await world.signsUp("Member");
    await joins(world, member, globex, "MEMBER");
    await world.calls(globex, 100);
    const session = await sessionOf(world, globex, { who: member, role: "MEMBER" });
    expect(await paywallOf(session, await world.calls(globex))).toMatchObject({
      mayBuy: false,
      owners: [{ name: "Globex", email: globex.email }],
    });
  });

  it("opens for a feature and a meter that are not part of the plan", async () => {
    const stark = await world.signsUp("Stark");
    await setOverride(world.hand(), stark.organization.id, { feature: "api_access", enabled: false, reason: "abuse" });
    const disabled = await world.calls(stark);
    expect(problemOf(disabled)).toMatchObject({ code: "FEATURE_DISABLED", feature: "api_access" });
    expect(opensPaywall(problemOf(disabled))).toBe(true);
    await assignPlanByHand(world.hand(), stark.organization.id, "STARTER", { reason: "another product" });
    expect(opensPaywall(problemOf(await world.calls(stark, 1, { meter: "ai_tokens" })))).toBe(true);
  });

  it("stays shut for what no purchase cures", async () => {
    const ada = await world.signsUp("Ada");
    const wrong = await world.calls(ada, -1);
    const stranger = await ada.api("GET", "/v1/entitlements/og_00000000000000000000000000000000");
    for (const answer of [wrong, stranger]) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(opensPaywall(problemOf(answer))).toBe(false);
    }
  });

  it("leads a vendor's own customers to the pricing page, with the plan already chosen", async () => {
    const made = await world.vendor("POST", "/v1/organizations", { name: "Hooli", externalKey: "hooli" });
    expect(made.status).toBe(201);
    const refused = await world.vendor("POST", "/v1/usage", {
      organization: "hooli",
      meter: "api_calls",
      units: 101,
      idempotencyKey: "too-many",
    });
    expect(refused.status).toBe(402);
    const url = new URL((refused.body as never as { upgradeUrl: string }).upgradeUrl);
    expect([url.origin, url.pathname, url.searchParams.get("family"), url.searchParams.get("plan")]).toEqual([
      new URL(world.weir.world.env.WEIR_URL).origin,
      "/pricing",
      "workspace",
      "PRO",
    ]);
  });
});
