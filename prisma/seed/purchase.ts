import { applyCheckout, assignPlanByHand, startCheckout } from "@/lib/billing";
import { getPlan } from "@/lib/catalog";
import { Invariant } from "@/lib/kernel/errors";
import { DAY } from "@/lib/kernel/time";
import { findLiveSubscription } from "@/lib/subscriptions";
import type { Purchase, Scene } from "./character";
import { giveTrial } from "./trial";
import { now } from "./usage";

const TEST_CARD = { number: "4242 4242 4242 4242", expiry: "12/40", cvc: "123" };

/** Buys by Checkout as the owner does in the browser: chooses the plan, gives the test card, comes back. Nothing twice. */
export async function buyByCheckout(scene: Scene, purchase: Purchase): Promise<void> {
  if (await hasLeftFree(scene)) return;
  const { ctx, character } = scene;
  const billing = `${ctx.env.WEIR_URL}/orgs/${character.key}/billing`;
  const started = await startCheckout(ctx, {
    planCode: purchase.plan,
    interval: "MONTH",
    successUrl: `${billing}/return?session={CHECKOUT_SESSION_ID}`,
    cancelUrl: billing,
    idempotencyKey: `demo-${character.key}-${purchase.plan}`,
  });
  if (started.kind === "applied") return;
  await payAt(started.url, character.people.OWNER);
  const { state } = await applyCheckout(ctx, started.sessionId);
  if (state !== "complete") throw new Invariant(`${character.name}'s checkout did not come to an end`, { state });
}

async function payAt(url: string, name: string): Promise<void> {
  const form = new URLSearchParams({ ...TEST_CARD, name, action: "pay" });
  const answer = await fetch(url, { method: "POST", body: form, redirect: "manual" });
  if (answer.status !== 303) throw new Invariant("the checkout page refused the test card", { status: answer.status });
}

/** Has the plan given by an operator: where no simulator stands in the past, nobody could have paid there. Nothing twice. */
export async function haveAssigned(scene: Scene, purchase: Purchase): Promise<void> {
  if (await hasLeftFree(scene)) return;
  const reason = "Part of the demonstration.";
  if (purchase.trialDays === undefined) {
    await assignPlanByHand(scene.ctx, scene.organizationId, purchase.plan, { reason });
    return;
  }
  const start = await now(scene);
  await giveTrial(scene, purchase.plan, { start, end: start + purchase.trialDays * DAY }, reason);
}

async function hasLeftFree(scene: Scene): Promise<boolean> {
  const live = await findLiveSubscription(scene.ctx, scene.organizationId);
  return live !== null && !(await getPlan(scene.ctx, live.planId)).fallback;
}
