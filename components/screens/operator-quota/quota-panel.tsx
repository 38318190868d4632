"use client";

import { CloudOff } from "lucide-react";
import { Banner } from "@/components/ui/banner";
import { Card, CardHead } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { FailurePage } from "@/components/ui/failure";
import { PageBody, PageHead } from "@/components/ui/page";
import { SegmentedLinks } from "@/components/ui/segmented";
import { DriftTable } from "../operator-start/drift-table";
import { TenantPages } from "../operator-tenant/tenant-pages";
import { AggregateTable } from "./aggregate-table";
import { MeterCard } from "./meter-card";
import type { QuotaPanelActions, QuotaPanelModel, ReadyQuotaPanel } from "./model";

/** An organization's meters: entitlement, limit, counter, facts; proven and rebuilt on demand. */
export function QuotaPanelScreen({ model, actions }: { model: QuotaPanelModel; actions: QuotaPanelActions }) {
  if (model.kind === "ready") return <Ready model={model} actions={actions} />;
  return (
    <FailurePage
      heading="Quota"
      title="The quota could not be read"
      requestId={model.requestId}
      retryHref={model.retryHref}
    >
      Counting goes on as before; only this page lacks its figures.
    </FailurePage>
  );
}

function Ready({ model, actions }: { model: ReadyQuotaPanel; actions: QuotaPanelActions }) {
  const { organization } = model;
  return (
    <PageBody>
      <PageHead
        title={`Quota of ${organization.name}`}
        description={
          <>
            <code className="break-all">{organization.id}</code>, {model.environment}. Times in UTC.
          </>
        }
        actions={
          <>
            <TenantPages id={organization.id} current="Quota" />
            <SegmentedLinks label="Environment" options={model.environments} />
          </>
        }
      />
      {model.redisAway ? (
        <Banner tone="warning" icon={CloudOff} lead="Redis is away." inCard>
          Every decision is exact and slower: Postgres makes it alone. Counters are built anew once Redis is back.
        </Banner>
      ) : null}
      {model.meters.length === 0 ? (
        <Card aria-label="Meters">
          <Empty>Nothing is metered here: the plan names no meter, and none was ever asked for.</Empty>
        </Card>
      ) : (
        model.meters.map((meter) => (
          <MeterCard
            key={meter.slug}
            meter={meter}
            proof={model.proofs?.[meter.slug]}
            mayReconcile={model.mayReconcile}
            actions={actions}
          />
        ))
      )}
      <Card flush aria-label="Windows by night">
        <CardHead flush title="Windows by night" description="Summed from the log after each day that has ended" />
        <AggregateTable rows={model.aggregates} />
      </Card>
      <Card flush aria-label="Drift">
        <CardHead flush title="Drift" description="Where a counter differed from the log, in all environments" />
        <DriftTable rows={model.drifts} />
      </Card>
    </PageBody>
  );
}
