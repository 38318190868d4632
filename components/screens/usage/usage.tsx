import { Bell, LoaderCircle } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatDate, formatTime, zoneName } from "../../format";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { cn } from "../../ui/cn";
import { CodeBlock } from "../../ui/code";
import { CopyButton } from "../../ui/copy-button";
import { FailurePage } from "../../ui/failure";
import { PageBody, PageHead } from "../../ui/page";
import { Stale } from "../../ui/stale";
import { SectionView } from "../../weir/section-view";
import { AllowanceCard } from "./allowance-card";
import { CumulativeCard } from "./cumulative-card";
import { DailyCard } from "./daily-card";
import { EventLogCard } from "./event-log";
import type { EmptyUsage, ReadyUsage, UsageModel } from "./model";
import { PeriodMenu } from "./period-menu";
import { RefreshEvery } from "./refresh-every";
import { UsageSkeleton } from "./usage-skeleton";

/** How often the empty page looks for the first event. */
const FIRST_EVENT_SECONDS = 5;

interface UsageScreenProps {
  model: UsageModel;
  /** The "Try it" panel, in demo mode only; the page wires it. */
  tryIt?: ReactNode;
}

/** How much of each allowance is used, when it resets, and the day it runs out. */
export function UsageScreen({ model, tryIt }: UsageScreenProps) {
  switch (model.kind) {
    case "ready":
      return <Ready model={model} tryIt={tryIt} />;
    case "empty":
      return <Empty model={model} tryIt={tryIt} />;
    case "noSubscription":
      return <NoSubscription plansHref={model.plansHref} />;
    case "failed":
      return (
        <FailurePage
          heading="Usage"
          title="Usage could not be loaded"
          requestId={model.requestId}
          retryHref={model.retryHref}
        >
          The statistics did not answer in time. Counting and limits go on; nothing is lost.
        </FailurePage>
      );
    case "loading":
      return <UsageSkeleton />;
  }
}

function Ready({ model, tryIt }: { model: ReadyUsage; tryIt: ReactNode }) {
  return (
    <PageBody>
      <PageHead
        title="Usage"
        description={<HeadLine model={model} />}
        actions={
          <>
            <Button asChild>
              <Link href={model.alertsHref}>
                <Bell aria-hidden />
                Alerts & limits
              </Link>
            </Button>
            {model.periods.length > 0 ? <PeriodMenu periods={model.periods} /> : null}
          </>
        }
      />
      {model.staleFor ? <StaleNote age={model.staleFor} /> : null}
      {model.allowances.length === 1 ? (
        <OneAllowance model={model} tryIt={tryIt} />
      ) : (
        <Several model={model} tryIt={tryIt} />
      )}
      <EventLogCard log={model.events} timeZone={model.timeZone} />
    </PageBody>
  );
}

/** A wide and a narrow card side by side; alone, either takes the row. */
const PAIR = "grid gap-4 [&>*]:min-w-0 lg:not-has-[>:only-child]:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]";

/** A lone allowance stands beside its own course; on a phone its figure still comes first. */
function OneAllowance({ model, tryIt }: { model: ReadyUsage; tryIt: ReactNode }) {
  return (
    <>
      <div className={cn(PAIR, "lg:[&>:first-child:not(:only-child)]:order-last")}>
        <Allowances model={model} />
        <Course model={model} />
      </div>
      {model.daily || tryIt ? (
        <div className={PAIR}>
          <Days model={model} />
          {tryIt}
        </div>
      ) : null}
    </>
  );
}

function Several({ model, tryIt }: { model: ReadyUsage; tryIt: ReactNode }) {
  return (
    <>
      <div className={cn("grid gap-4", allowanceColumns(model.allowances.length))}>
        <Allowances model={model} />
      </div>
      <Days model={model} />
      {model.cumulative || tryIt ? (
        <div className={PAIR}>
          <Course model={model} />
          {tryIt}
        </div>
      ) : null}
    </>
  );
}

function Allowances({ model }: { model: ReadyUsage }) {
  return model.allowances.map((allowance) => (
    <AllowanceCard
      key={`${allowance.meter} ${allowance.window}`}
      allowance={allowance}
      asOf={model.asOf}
      timeZone={model.timeZone}
    />
  ));
}

function Course({ model }: { model: ReadyUsage }) {
  return model.cumulative ? (
    <CumulativeCard chart={model.cumulative} asOf={model.asOf} timeZone={model.timeZone} />
  ) : null;
}

function Days({ model }: { model: ReadyUsage }) {
  return model.daily ? <DailyCard chart={model.daily} periodName={model.periodName} /> : null;
}

/** Three in a row where there is room, four as a square; a lone third one takes the whole second row. */
function allowanceColumns(count: number): string {
  if (count === 2 || count === 4) return "grid-cols-1 sm:grid-cols-2";
  return "grid-cols-1 sm:grid-cols-2 xl:grid-cols-3 max-xl:sm:[&>:last-child:nth-child(odd)]:col-span-2";
}

function HeadLine({ model }: { model: ReadyUsage }) {
  const day = formatDate(model.asOf, model.timeZone);
  const time = formatTime(model.asOf, model.timeZone);
  return (
    <>
      {model.planName}, {model.periodName}. Times in {zoneName(model.timeZone)}; counted up to {day}, {time}.
    </>
  );
}

function StaleNote({ age }: { age: string }) {
  return (
    <p className="flex flex-wrap items-center gap-2 text-muted-foreground" role="status">
      <Stale age={age} />
      Counting goes on; these are the last figures this page could read.
    </p>
  );
}

function Empty({ model, tryIt }: { model: EmptyUsage; tryIt: ReactNode }) {
  return (
    <PageBody>
      <PageHead
        title="Usage"
        description={`${model.planName}, ${model.periodName}. Times in ${zoneName(model.timeZone)}.`}
      />
      <Card aria-label="No calls yet">
        <div className="grid justify-items-center gap-2 text-center sm:p-6">
          <SectionView gate="dry" label="The channel is dry" className="max-w-80" />
          <h2 className="mt-2 text-base font-semibold">No calls yet</h2>
          <p className="max-w-110 text-balance text-muted-foreground">
            Send one event and this page starts to count: what is used, when it resets, and the day it runs out.
          </p>
          <CodeBlock className="mt-1 w-full max-w-160 text-left">{model.snippet}</CodeBlock>
          <CopyButton text={model.snippet} label="Copy snippet" variant="primary" className="mt-2" />
          <p className="mt-2 text-xs text-muted-foreground">
            <Link href={model.keysHref} className="link">
              Create an API key
            </Link>{" "}
            first, if there is none.
          </p>
          <p className="mt-2 flex items-center gap-2 text-left text-xs text-muted-foreground">
            <LoaderCircle aria-hidden className="size-3 shrink-0" />
            Waiting for the first event. This page updates by itself.
            <RefreshEvery seconds={FIRST_EVENT_SECONDS} />
          </p>
        </div>
      </Card>
      {tryIt}
    </PageBody>
  );
}

function NoSubscription({ plansHref }: { plansHref: string }) {
  return (
    <PageBody>
      <PageHead title="Usage" />
      <Card aria-label="No subscription">
        <div className="grid justify-items-center gap-3 p-2 text-center sm:p-6">
          <SectionView gate="dry" label="The channel is dry" className="max-w-80" />
          <h2 className="text-base font-semibold">No subscription</h2>
          <p className="max-w-110 text-balance text-muted-foreground">
            Without one there is no allowance to count against, and every call is refused. Choose a plan; Free is one of
            them.
          </p>
          <Button asChild variant="primary">
            <Link href={plansHref}>Compare plans</Link>
          </Button>
        </div>
      </Card>
    </PageBody>
  );
}
