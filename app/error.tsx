"use client";

import { RotateCw } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";

/** A page that could not be drawn. The digest is what the logs know it by; the message itself stays on the server. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main id="main" className="mx-auto max-w-settings px-4 py-16">
      <h1 className="sr-only">Something went wrong</h1>
      <Card aria-label="Error">
        <ErrorState
          title="This page could not be shown"
          requestId={error.digest}
          action={
            <Button onClick={reset}>
              <RotateCw aria-hidden />
              Try again
            </Button>
          }
        >
          The fault is ours. Nothing was charged or changed by opening it.
        </ErrorState>
      </Card>
    </main>
  );
}
