import { formatDateTime } from "@/components/format";
import { Card, CardHead } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { FailurePage } from "@/components/ui/failure";
import { PageBody, PageHead } from "@/components/ui/page";
import { asSentence } from "./journey";
import type { Journey, ReadyTime, TimeModel, TravelAction } from "./model";
import { Travel } from "./travel";

const ZONE = "UTC";

interface TimeScreenProps {
  model: TimeModel;
  travel: TravelAction;
  /** For the gallery: a move that is shown as it stands. */
  journey?: Journey;
}

/** How the clocks stand, what happens next, and the way there. */
export function TimeScreen({ model, travel, journey }: TimeScreenProps) {
  if (model.kind === "ready")
    return (
      <PageBody settings>
        <PageHead title="Time" description="Business time of this deployment and of its Stripe simulator, in UTC." />
        <Standing model={model} />
        <Travel model={model} travel={travel} {...(journey ? { shown: journey } : {})} />
      </PageBody>
    );
  const { requestId, retryHref } = model;
  return (
    <FailurePage heading="Time" title="The clocks could not be read" requestId={requestId} retryHref={retryHref}>
      The database or the Stripe simulator is away. Time was not moved.
    </FailurePage>
  );
}

function Standing({ model }: { model: ReadyTime }) {
  const { now, real, ahead, simulator, next } = model;
  return (
    <Card aria-label="Clocks">
      <CardHead title={formatDateTime(now, ZONE)} description={ahead} />
      <DescriptionList className="mt-4">
        <Description term="Real time">{formatDateTime(real, ZONE)}</Description>
        <Description term="Stripe simulator">{simulator ? formatDateTime(simulator, ZONE) : "None"}</Description>
        <Description term="Next">
          {next ? (
            <>
              {asSentence(next.what)}
              <span className="block text-muted-foreground">{formatDateTime(next.at, ZONE)}</span>
            </>
          ) : (
            "Nothing is due"
          )}
        </Description>
      </DescriptionList>
    </Card>
  );
}
