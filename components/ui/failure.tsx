import { RotateCw } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "./button";
import { Card } from "./card";
import { ErrorState } from "./error-state";
import { PageBody, PageHead } from "./page";

interface FailureProps {
  /** What failed, as a sentence: "The inbox could not be read". */
  title: string;
  requestId: string;
  retryHref: string;
  /** What did not happen, and what goes on. */
  children: ReactNode;
}

/** A card in place of what could not be read. */
export function FailureCard({ label, title, requestId, retryHref, children }: FailureProps & { label: string }) {
  return (
    <Card aria-label={label}>
      <ErrorState
        rank="h2"
        title={title}
        requestId={requestId}
        action={
          <Button asChild>
            <Link href={retryHref}>
              <RotateCw aria-hidden />
              Try again
            </Link>
          </Button>
        }
      >
        {children}
      </ErrorState>
    </Card>
  );
}

/** A page of which nothing could be read; `settings` as narrow as the page would be. */
export function FailurePage({ heading, settings, ...failure }: FailureProps & { heading: string; settings?: boolean }) {
  return (
    <PageBody settings={settings}>
      <PageHead title={heading} />
      <FailureCard label={heading} {...failure} />
    </PageBody>
  );
}
