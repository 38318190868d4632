import { FailurePage } from "@/components/ui/failure";
import { PageBody, PageHead } from "@/components/ui/page";
import { EndingCard } from "./ending-card";
import type { End, EndingModel } from "./model";

/** The end of an organization, or of an account with its own: what goes, what stays, and what is in the way. */
export function EndingScreen({ model, end }: { model: EndingModel; end: End }) {
  if (model.kind === "failed") {
    return (
      <FailurePage
        settings
        heading="End"
        title="Whether something is in the way could not be read"
        requestId={model.requestId}
        retryHref={model.retryHref}
      >
        Nothing was ended.
      </FailurePage>
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
