import type { PaywallCure, PaywallModel } from "@/components/screens/paywall/model";
import { paywallFrom } from "@/components/screens/paywall/paywall-from";
import type { AppError } from "@/lib/kernel/errors";
import type { PortalSession } from "../../../portal-session";
import { tryItModel } from "./usage/try-it-model";

/** What opens over the page when a level of the plan is full, with a cure that is known already, else the plan that has more; undefined where none can be found. */
export async function paywallOf(
  session: PortalSession,
  refusal: AppError,
  known: PaywallCure | null = null,
): Promise<PaywallModel | undefined> {
  const panel = await tryItModel(session).catch(() => null);
  if (!panel) return undefined;
  const problem = { ...refusal.details, code: refusal.code, detail: refusal.message, requestId: session.ctx.requestId };
  const cure = known ?? panel.cures[String(refusal.details.meter)];
  return paywallFrom(problem, { ...panel.paywall, ...(cure ? { cure } : {}) });
}
