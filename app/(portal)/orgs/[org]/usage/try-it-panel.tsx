"use client";

import { useRouter } from "next/navigation";
import { TryIt, type TryItAnswer } from "@/components/screens/usage/try-it";
import { useBesideThePage } from "./paywall-host";
import type { TryItModel } from "./try-it-model";

interface TryItPanelProps extends Pick<TryItModel, "meters"> {
  send(call: { meter: string; units: number }): Promise<TryItAnswer>;
}

/** The panel that sends real calls; after each one the page's own figures are read anew. */
export function TryItPanel({ meters, send }: TryItPanelProps) {
  const router = useRouter();
  const { openPaywall, tried, onTried } = useBesideThePage();
  return (
    <TryIt
      meters={meters}
      tried={tried}
      onTried={onTried}
      send={async (call) => {
        const answer = await send(call);
        router.refresh();
        return answer;
      }}
      onRefused={openPaywall}
    />
  );
}
