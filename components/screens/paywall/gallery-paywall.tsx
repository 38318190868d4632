"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { PageBody, PageHead } from "@/components/ui/page";
import type { PaywallModel } from "./model";
import { PaywallDialog } from "./paywall";

/** A page whose only button is refused, so that the gallery can show the dialog open, closed and opened again. */
export function GalleryPaywall({ model }: { model: PaywallModel }) {
  const [refused, setRefused] = useState<PaywallModel | null>(model);
  return (
    <PageBody>
      <PageHead
        title="Usage"
        description="Times in UTC."
        actions={<Button onClick={() => setRefused(model)}>Send 1 call</Button>}
      />
      <PaywallDialog model={refused} onClose={() => setRefused(null)} />
    </PageBody>
  );
}
