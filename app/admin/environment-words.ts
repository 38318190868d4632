import type { OperatorShellModel } from "@/components/shell/model";
import type { UsageEnvironment } from "@/lib/quota";
import { stripeMode, type Environment } from "@/lib/platform/env";

const STRIPE = { live: "live Stripe", test: "Stripe test mode", simulator: "simulated Stripe", off: "without Stripe" };

/** What the console's bar says of where it stands: "Production", and "live Stripe" where there is room for it. */
export function environmentWords(env: Environment): OperatorShellModel["environment"] {
  const name = env.WEIR_DEMO ? "Demo" : `${env.NODE_ENV.charAt(0).toUpperCase()}${env.NODE_ENV.slice(1)}`;
  return { name, stripe: STRIPE[stripeMode(env)] };
}

/** The environments that usage is counted in, as pages name them. */
export const USAGE_ENVIRONMENTS: Readonly<Record<UsageEnvironment, string>> = {
  PROD: "Production",
  STAGING: "Staging",
  DEV: "Development",
};
