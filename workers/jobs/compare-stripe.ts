import type { Ctx } from "@/lib/context";
import { stripeMode } from "@/lib/platform/env";
import { compareWithStripe, repairDrift, withoutPersons, type Repaired } from "@/lib/stripe";

/** The last net under webhooks and sweeps. What it may not repair by itself comes back every night until somebody does. */
export async function compareStripe(ctx: Ctx): Promise<string> {
  if (stripeMode(ctx.env) === "off") return "payments are off";
  const { looked, differences, failed } = await compareWithStripe(ctx);
  const done = await repairDrift(ctx, differences);
  const repaired = done.filter((each) => each.repaired);
  const left = done.filter((each) => !each.repaired);
  if (repaired.length > 0) ctx.log.warn({ repaired: repaired.map(forLog) }, "differences from Stripe were repaired");
  if (left.length > 0)
    ctx.log.error({ left: left.map(forLog) }, "differences from Stripe want a person: weir stripe drift");
  const counts = Object.entries(looked).map(([kind, count]) => `${count} ${kind}s`);
  return `${counts.join(", ")}; ${differences.length} differed, ${repaired.length} repaired, ${failed.length} failed`;
}

const forLog = (each: Repaired): Repaired => ({ ...each, difference: withoutPersons(each.difference) });
