import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gatewayApp } from "@/gateway/app";
import { liveSubscription } from "@/lib/subscriptions";
import { startScenario, type Customer, type ScenarioWorld } from "../../scenarios/world";
import { client } from "../../support/world";

let world: ScenarioWorld;
beforeAll(async () => void (world = await startScenario({ stripe: true })));
afterAll(() => world?.close());

let buyers = 0;
/** A subscriber, and what his billing key says about his subscription. */
async function subscriber(plan: string) {
  const customer = await world.signsUp(`Payer${(buyers += 1)}`);
  await world.buys(customer, plan);
  const key = await world.weir.key(customer.organization.id, ["billing:read", "billing:write"]);
  const speak = client((request) => gatewayApp().fetch(request), key);
  const { id } = await liveSubscription(world.as(customer), customer.organization.id);
  return { customer, speak, id, path: `/v1/subscriptions/${id}` };
}
const planOf = async (customer: Customer) => (await world.entitlements(customer)).plan.code;

interface Preview {
  readonly timings: readonly string[];
  readonly now: { readonly amountDue: { readonly amount: string }; readonly proratedAt: string } | null;
}

describe("/v1/subscriptions over a year's worth of changes of mind", () => {
  it("previews, refuses another sum, changes for exactly the sum, and answers a repetition alike", async () => {
    const { customer, speak, path } = await subscriber("PRO");
    const previewed = await speak("POST", `${path}/change-plan/preview`, { plan: "INSTITUTION" });
    expect(previewed.status).toBe(200);
    const preview = previewed.body.data as unknown as Preview;
    expect(preview.timings).toEqual(["now", "period_end"]);
    const { amountDue, proratedAt } = preview.now ?? { amountDue: { amount: "" }, proratedAt: "" };
    const wish = { plan: "INSTITUTION", timing: "now", amountDue: amountDue.amount, proratedAt };
    expect((await speak("POST", `${path}/change-plan`, wish)).body.errors[0]?.code).toBe("required");
    const wrong = { ...wish, amountDue: "1" };
    const refused = await speak("POST", `${path}/change-plan`, wrong, { "idempotency-key": "wrong" });
    expect([refused.status, refused.body]).toMatchObject([409, { state: "preview_outdated", allowed: ["preview"] }]);
    expect(await planOf(customer)).toBe("PRO");
    const key = { "idempotency-key": "change-1" };
    const made = await speak("POST", `${path}/change-plan`, wish, key);
    expect([made.status, made.body.data]).toMatchObject([
      200,
      { outcome: "changed", subscription: { plan: "INSTITUTION", status: "active" }, payment: null },
    ]);
    expect((await speak("POST", `${path}/change-plan`, wish, key)).body.data).toMatchObject({ outcome: "changed" });
    expect((await speak("POST", `${path}/change-plan`, { ...wish, plan: "PRO" }, key)).body.code).toBe(
      "IDEMPOTENCY_MISMATCH",
    );
    expect(await planOf(customer)).toBe("INSTITUTION");
  });

  it("plans a smaller plan and takes it back; a smaller one now is 409 with the choice", async () => {
    const { speak, path } = await subscriber("INSTITUTION");
    const now = await speak("POST", `${path}/change-plan`, { plan: "PRO", timing: "now" }, { "idempotency-key": "n" });
    expect([now.status, now.body]).toMatchObject([409, { state: "period_paid", allowed: ["period_end"] }]);
    const wish = { plan: "pro", timing: "period_end" };
    const planned = await speak("POST", `${path}/change-plan`, wish, { "idempotency-key": "p" });
    expect(planned.body.data).toMatchObject({
      outcome: "scheduled",
      subscription: { plan: "INSTITUTION", scheduledChange: { plan: "PRO", interval: "month" } },
    });
    expect((await speak("DELETE", `${path}/change-plan`)).body.data).toMatchObject({ scheduledChange: null });
  });

  it("pauses, resumes, cancels and reactivates, each once for its key, and names the choices in between", async () => {
    const { customer, speak, path } = await subscriber("PRO");
    const key = { "idempotency-key": "rest" };
    const paused = await speak("POST", `${path}/pause`, { reason: "rest" }, key);
    expect(paused.body.data).toMatchObject({ status: "paused", allowed: ["cancel_now", "resume"] });
    expect((await world.calls(customer)).status).toBe(402);
    expect((await speak("POST", `${path}/resume`)).body.data).toMatchObject({ status: "active" });
    const again = await speak("POST", `${path}/pause`, { reason: "rest" }, key);
    expect([again.headers.get("idempotent-replayed"), again.body]).toEqual(["true", paused.body]);
    expect((await speak("POST", `${path}/pause`, { reason: "other" }, key)).status).toBe(422);
    expect((await world.calls(customer)).status).toBe(201);

    expect((await speak("POST", `${path}/cancel`)).body.data).toMatchObject({ cancelAtPeriodEnd: true });
    const late = await speak("POST", `${path}/pause`);
    expect([late.status, late.body]).toMatchObject([
      409,
      { state: "cancellation_scheduled", allowed: ["cancel_now", "reactivate"] },
    ]);
    expect((await speak("POST", `${path}/reactivate`)).body.data).toMatchObject({ cancelAtPeriodEnd: false });
    const ended = await speak("POST", `${path}/cancel`, { when: "now", reason: "enough" });
    expect(ended.body.data).toMatchObject({ plan: "FREE", source: "internal", allowed: ["checkout"] });
    const all = await speak("GET", "/v1/subscriptions?limit=2");
    expect(all.body.data.map((each) => each.status)).toEqual(["active", "canceled"]);
    const rest = await speak("GET", `/v1/subscriptions?limit=2&cursor=${all.body.meta.nextCursor ?? ""}`);
    expect([rest.body.data.map((each) => each.plan), rest.body.meta.hasMore]).toEqual([["FREE"], false]);
  });
});
