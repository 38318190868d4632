"use client";

import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";
import type { PaywallModel, RefusalProblem } from "@/components/screens/paywall/model";
import { PaywallDialog } from "@/components/screens/paywall/paywall";
import { paywallFrom } from "@/components/screens/paywall/paywall-from";
import { nothingTried, type TryItMemory } from "@/components/screens/usage/try-it";
import type { TryItModel } from "./try-it-model";

interface Beside {
  /** Opens the paywall for a refusal whose code a purchase can cure. */
  openPaywall(problem: RefusalProblem): void;
  tried: TryItMemory;
  onTried(tried: TryItMemory): void;
}

const BesideThePage = createContext<Beside>({ openPaywall: () => {}, tried: nothingTried, onTried: () => {} });

/** What outlives the page being drawn anew. */
export const useBesideThePage = (): Beside => useContext(BesideThePage);

type PaywallHostProps = Pick<TryItModel, "paywall" | "cures"> & { children: ReactNode };

/**
 * Holds the paywall and the answers so far beside the page and not in it: the page is drawn anew when the first call is counted, and what
 * explains a refusal must not vanish with that.
 */
export function PaywallHost({ paywall, cures, children }: PaywallHostProps) {
  const [refusal, setRefusal] = useState<PaywallModel | null>(null);
  const [tried, onTried] = useState<TryItMemory>(nothingTried);
  const openPaywall = useCallback(
    (problem: RefusalProblem) => {
      const cure = problem.meter === undefined ? undefined : cures[problem.meter];
      setRefusal(paywallFrom(problem, { ...paywall, ...(cure ? { cure } : {}) }) ?? null);
    },
    [paywall, cures],
  );
  const beside = useMemo(() => ({ openPaywall, tried, onTried }), [openPaywall, tried]);
  return (
    <BesideThePage value={beside}>
      {children}
      <PaywallDialog model={refusal} onClose={() => setRefusal(null)} />
    </BesideThePage>
  );
}
