import { RotateCw } from "lucide-react";
import Link from "next/link";
import { formatDateTime } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { ErrorState } from "@/components/ui/error-state";
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
  return (
    <PageBody settings>
      <PageHead title="Time" />
      <Card aria-label="Clocks">
        <ErrorState
          title="The clocks could not be read"
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
          The database or the Stripe simulator is away. Time was not moved.
        </ErrorState>
      </Card>
    </PageBody>
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
