"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { PaywallModel } from "@/components/screens/paywall/model";
import { PaywallDialog } from "@/components/screens/paywall/paywall";
import { paywallFrom } from "@/components/screens/paywall/paywall-from";
import { TryIt, type TryItAnswer } from "@/components/screens/usage/try-it";
import type { TryItModel } from "./try-it-model";

interface TryItPanelProps extends TryItModel {
  send(call: { meter: string; units: number }): Promise<TryItAnswer>;
}

/** The panel that sends real calls, and the paywall that a refusal's code opens. */
export function TryItPanel({ meters, paywall, cures, send }: TryItPanelProps) {
  const router = useRouter();
  const [refusal, setRefusal] = useState<PaywallModel | null>(null);
  return (
    <>
      <TryIt
        meters={meters}
        send={async (call) => {
          const answer = await send(call);
          router.refresh();
          return answer;
        }}
        onRefused={(problem) => {
          const cure = problem.meter === undefined ? undefined : cures[problem.meter];
          setRefusal(paywallFrom(problem, { ...paywall, ...(cure ? { cure } : {}) }) ?? null);
        }}
      />
      <PaywallDialog model={refusal} onClose={() => setRefusal(null)} />
    </>
  );
}
