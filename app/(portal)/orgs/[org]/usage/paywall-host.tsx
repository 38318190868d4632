"use client";

import { createContext, useCallback, useContext, useState, type ReactNode } from "react";
import type { PaywallModel, RefusalProblem } from "@/components/screens/paywall/model";
import { PaywallDialog } from "@/components/screens/paywall/paywall";
import { paywallFrom } from "@/components/screens/paywall/paywall-from";
import type { TryItModel } from "./try-it-model";

const OpenPaywall = createContext<(problem: RefusalProblem) => void>(() => {});

/** Opens the paywall of this page for a refusal whose code a purchase can cure. */
export const useOpenPaywall = (): ((problem: RefusalProblem) => void) => useContext(OpenPaywall);

type PaywallHostProps = Pick<TryItModel, "paywall" | "cures"> & { children: ReactNode };

/**
 * Holds the paywall beside the page and not in it: the page is drawn anew when the first call is counted, and a dialog
 * that explains a refusal must not vanish with that.
 */
export function PaywallHost({ paywall, cures, children }: PaywallHostProps) {
  const [refusal, setRefusal] = useState<PaywallModel | null>(null);
  const open = useCallback(
    (problem: RefusalProblem) => {
      const cure = problem.meter === undefined ? undefined : cures[problem.meter];
      setRefusal(paywallFrom(problem, { ...paywall, ...(cure ? { cure } : {}) }) ?? null);
    },
    [paywall, cures],
  );
  return (
    <OpenPaywall value={open}>
      {children}
      <PaywallDialog model={refusal} onClose={() => setRefusal(null)} />
    </OpenPaywall>
  );
}
