import { RotateCw } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";
import { PageBody, PageHead } from "@/components/ui/page";
import { EndingCard } from "./ending-card";
import type { End, EndingModel } from "./model";

/** The end of an organization, or of an account with its own: what goes, what stays, and what is in the way. */
export function EndingScreen({ model, end }: { model: EndingModel; end: End }) {
  if (model.kind === "failed") {
    return (
      <PageBody settings>
        <PageHead title="End" />
        <Card aria-label="End">
          <h2 className="sr-only">End</h2>
          <ErrorState
            title="Whether something is in the way could not be read"
            requestId={model.requestId}
            action={
              <Button asChild>
                <Link href={model.retryHref}>
                  <RotateCw aria-hidden />
                  Try again
                </Link>
              </Button>
            }
          >
            Nothing was ended.
          </ErrorState>
        </Card>
      </PageBody>
    );
  }
  return (
    <PageBody settings>
      <PageHead
        title={model.what === "account" ? "Delete your account" : `End ${model.organizationName}`}
        description="For good: nobody can take it back."
      />
      <EndingCard model={model} end={end} />
    </PageBody>
  );
}
