import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { signInAction } from "@/app/(auth)/actions";
import { testDatabase } from "../support/database";
import { logged } from "../support/quota";
import { arrivesWith, keptCookies } from "./request-scope";
import { behindItsBack, startScenario, type Customer, type ScenarioWorld } from "./world";

vi.mock("next/headers", () => import("./request-scope"));

let world: ScenarioWorld;
beforeAll(async () => void (world = await startScenario()));
afterAll(() => world?.close());

/** No use case of ours leaves an organization without one, so the tables' owner takes it away. */
const loses = (customer: Customer): Promise<unknown[]> =>
  behindItsBack(
    "update subscription set status = 'CANCELED', canceled_at = business_now(), ended_at = business_now() where organization_id = $1",
    customer.organization.id,
  );

/** The form of the sign-in page, sent. It ends in a redirect, which Next throws, or gives back what is wrong. */
async function sendsSignInForm({ email, password }: Customer): Promise<string> {
  arrivesWith({ origin: world.weir.world.env.WEIR_URL, "user-agent": "a browser" });
  const form = new FormData();
  form.set("email", email);
  form.set("password", password);
  return signInAction({ email: "", errors: {} }, form).then(
    (answer) => JSON.stringify(answer),
    (redirected: unknown) => String((redirected as { digest?: string }).digest),
  );
}

describe("no subscription is an error", () => {
  it("answers 409 wherever an allowance is asked for, and never with an implicit FREE", async () => {
    const globex = await world.signsUp("Globex");
    await loses(globex);
    for (const path of [`/v1/entitlements/${globex.organization.id}`, "/v1/me/entitlements", "/v1/me/subscription"]) {
      expect(await globex.api("GET", path), path).toMatchObject({
        status: 409,
        body: { code: "SUBSCRIPTION_MISSING" },
      });
    }
    const refused = await world.calls(globex, 1, { key: "before" });
    expect(refused).toMatchObject({ status: 409, body: { code: "SUBSCRIPTION_MISSING" } });
    expect((await globex.api("POST", "/v1/check", { meter: "api_calls" })).body.data).toMatchObject({
      allowed: false,
      reason: "SUBSCRIPTION_MISSING",
    });
    expect(await logged(testDatabase(), globex.organization.id)).toBe(0);
  });

  it("is repaired when one of its people signs in, by the form itself, and the journal says so", async () => {
    const umbrella = await world.signsUp("Umbrella");
    await loses(umbrella);
    expect((await world.calls(umbrella, 1, { key: "the same" })).status).toBe(409);

    expect(await sendsSignInForm(umbrella)).toContain("NEXT_REDIRECT");
    expect([...keptCookies().keys()].join()).toContain("session_token");
    expect(await world.entitlements(umbrella)).toMatchObject({ plan: { code: "FREE" }, status: "active" });
    // What was refused had not been counted, so its key is free.
    expect(await world.calls(umbrella, 1, { key: "the same" })).toMatchObject({
      status: 201,
      body: { data: { used: 1 } },
    });

    const repairs = (await world.journalOf(umbrella)).filter((entry) => entry.action === "subscription.repaired");
    expect(repairs).toMatchObject([{ actor: `user:${umbrella.userId}`, organization: umbrella.organization.id }]);
    expect(repairs[0]?.reason).toBeTruthy();
  });

  it("is not repaired by somebody who does not know the password", async () => {
    const stark = await world.signsUp("Stark");
    await loses(stark);
    expect(await sendsSignInForm({ ...stark, password: "not the password" })).toContain("do not match");
    expect((await stark.api("GET", "/v1/me/subscription")).status).toBe(409);
  });

  it("repairs once, however many sign in at the same time", async () => {
    const wayne = await world.signsUp("Wayne");
    await loses(wayne);
    await Promise.all([world.signsIn(wayne), world.signsIn(wayne), world.signsIn(wayne)]);
    await world.signsIn(wayne);
    expect((await world.journalOf(wayne)).filter((entry) => entry.action === "subscription.repaired")).toHaveLength(1);
    expect(
      await world.rows(
        "select 1 from subscription where organization_id = $1 and status = 'ACTIVE'",
        wayne.organization.id,
      ),
    ).toHaveLength(1);
  });
});
