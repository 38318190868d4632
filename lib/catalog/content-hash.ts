import { fingerprint } from "@/lib/platform/crypto";
import type { PlanTerms } from "./model";

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One hash for everything a customer buys with a plan: equal terms give equal hashes, in whatever order they were written. */
export function contentHash(terms: PlanTerms): string {
  return fingerprint({
    ...terms,
    prices: [...terms.prices].sort((a, b) => byText(`${a.interval}${a.currency}`, `${b.interval}${b.currency}`)),
    features: [...terms.features].sort((a, b) => byText(a.slug, b.slug)),
    limits: [...terms.limits].sort((a, b) => byText(`${a.meter}/${a.window}`, `${b.meter}/${b.window}`)),
  });
}
