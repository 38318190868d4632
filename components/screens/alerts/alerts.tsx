"use client";

import { zoneName } from "@/components/format";
import { FailurePage } from "@/components/ui/failure";
import { PageBody, PageHead } from "@/components/ui/page";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { HistoryCard } from "./history-card";
import type { AlertsActions, AlertsModel, ReadyAlerts } from "./model";
import { PreferencesCard } from "./preferences-card";
import { SpendLimitsCard } from "./spend-limits-card";

/** Two different things on one page, and said so: alerts, which tell; and the spend limit, which stops. */
export function AlertsScreen({ model, actions }: { model: AlertsModel; actions: AlertsActions }) {
  switch (model.kind) {
    case "ready":
      return <Ready model={model} actions={actions} />;
    case "loading":
      return <AlertsSkeleton />;
    case "failed":
      return (
        <FailurePage
          settings
          heading="Alerts & limits"
          title="The settings could not be loaded"
          requestId={model.requestId}
          retryHref={model.retryHref}
        >
          Alerts and limits themselves hold as before.
        </FailurePage>
      );
  }
}

function Ready({ model, actions }: { model: ReadyAlerts; actions: AlertsActions }) {
  return (
    <PageBody settings>
      <PageHead
        title="Alerts & limits"
        description={`An alert only tells you; a spend limit stops calls. Times in ${zoneName(model.timeZone)}.`}
      />
      {model.mayManage ? null : (
        <p className="text-muted-foreground">You can see these settings. An owner or admin can change them.</p>
      )}
      <PreferencesCard model={model} actions={actions} />
      <SpendLimitsCard model={model} actions={actions} />
      <HistoryCard model={model} />
    </PageBody>
  );
}

function AlertsSkeleton() {
  return (
    <Loading label="Loading alerts and limits">
      <PageBody settings>
        <div className="grid gap-1">
          <Skeleton className="h-8 w-40" />
          <Skeleton className="h-5 w-80 max-w-full" />
        </div>
        <Skeleton className="h-120 rounded-lg" />
        <Skeleton className="h-56 rounded-lg" />
        <Skeleton className="h-72 rounded-lg" />
      </PageBody>
    </Loading>
  );
}
