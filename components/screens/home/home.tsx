import { KeyRound } from "lucide-react";
import Link from "next/link";
import { zoneName } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { CodeBlock } from "@/components/ui/code";
import { FailurePage } from "@/components/ui/failure";
import { PageBody, PageHead } from "@/components/ui/page";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { SectionView } from "@/components/weir/section-view";
import { AllowanceCard } from "../usage/allowance-card";
import { AlertsCard, InvoicesCard } from "./recent";
import type { HomeModel, QuickStart, ReadyHome } from "./model";
import { PlanCard } from "./plan-card";

/** The organization's first page: what it is on, what it will pay, how long its allowances last, what happened. */
export function HomeScreen({ model }: { model: HomeModel }) {
  switch (model.kind) {
    case "ready":
      return <Ready model={model} />;
    case "loading":
      return <HomeSkeleton />;
    case "failed":
      return (
        <FailurePage
          heading="Home"
          title="The overview could not be loaded"
          requestId={model.requestId}
          retryHref={model.retryHref}
        >
          Counting goes on meanwhile, and nothing was charged.
        </FailurePage>
      );
  }
}

const mostMeters = 3;
const columns: Readonly<Record<number, string>> = {
  2: "sm:grid-cols-2",
  3: "sm:grid-cols-2 xl:grid-cols-3",
  4: "sm:grid-cols-2",
};

function Ready({ model }: { model: ReadyHome }) {
  const allowances = model.allowances.slice(0, mostMeters);
  return (
    <PageBody>
      <PageHead
        title={model.organizationName}
        description={`Times in ${zoneName(model.timeZone)}.`}
        actions={
          model.mayBuy ? (
            <Button asChild>
              <Link href={model.links.changePlan}>Change plan</Link>
            </Button>
          ) : null
        }
      />
      {model.quickStart ? <QuickStartCard start={model.quickStart} keysHref={model.links.apiKeys} /> : null}
      <PlanCard model={model} />
      {allowances.length > 0 ? (
        <div className={cn("grid gap-4", columns[allowances.length])}>
          {allowances.map((allowance) => (
            <AllowanceCard
              key={`${allowance.meter} ${allowance.window}`}
              allowance={allowance}
              asOf={model.asOf}
              timeZone={model.timeZone}
            />
          ))}
        </div>
      ) : null}
      <div className="grid gap-4 lg:grid-cols-2">
        <InvoicesCard model={model} />
        <AlertsCard model={model} />
      </div>
    </PageBody>
  );
}

function QuickStartCard({ start: { snippet, askForKey }, keysHref }: { start: QuickStart; keysHref: string }) {
  return (
    <Card aria-label="Quick start" className="grid gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="grid content-start gap-4">
        <CardHead
          title="Send the first call"
          description={`${askForKey ? "Ask for a key" : "Create a key"}, put it into this request and send it. The call counts like any other.`}
        />
        <CodeBlock label="A request that counts one call" copy={snippet}>
          {snippet}
        </CodeBlock>
        {askForKey ? (
          <p className="text-muted-foreground">{keyMakers(askForKey)}</p>
        ) : (
          <div>
            <Button asChild variant="primary">
              <Link href={keysHref}>
                <KeyRound aria-hidden />
                Create a key
              </Link>
            </Button>
          </div>
        )}
      </div>
      <div className="grid content-center max-lg:hidden">
        <SectionView gate="dry" label="A dry channel: nothing was counted yet" />
      </div>
    </Card>
  );
}

/** "Rosa Vega or Teo Lind can create a key for you.": the first few, for an organization may have many admins. */
function keyMakers(names: readonly string[]): string {
  const some = names.slice(0, 3).join(" or ");
  return some === "" ? "An owner or admin can create a key for you." : `${some} can create a key for you.`;
}

function HomeSkeleton() {
  return (
    <Loading label="Loading the overview">
      <PageBody>
        <div className="grid gap-1">
          <Skeleton className="h-8 w-48" />
          <Skeleton className="h-5 w-32" />
        </div>
        <Skeleton className="h-40 rounded-lg" />
        <div className="grid gap-4 sm:grid-cols-2">
          <Skeleton className="h-72 rounded-lg" />
          <Skeleton className="h-72 rounded-lg" />
        </div>
        <div className="grid gap-4 lg:grid-cols-2">
          <Skeleton className="h-64 rounded-lg" />
          <Skeleton className="h-64 rounded-lg" />
        </div>
      </PageBody>
    </Loading>
  );
}
