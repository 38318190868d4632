"use client";

import { CircleSlash, Play, UserRoundCog } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FailurePage } from "@/components/ui/failure";
import { PageBody, PageHead } from "@/components/ui/page";
import { OrganizationBadge } from "../operator-organizations/badges";
import { ActDialog } from "./act-dialog";
import { AllowanceCard } from "./allowance-card";
import { ExceptionCard } from "./exception-card";
import { ExceptionDialog } from "./exception-dialog";
import { ImpersonateDialog } from "./impersonate-dialog";
import { KeysCard, MembersCard } from "./people-cards";
import { PlanDialog } from "./plan-dialog";
import type { Open, ReadyTenant, TenantActions, TenantModel } from "./model";
import { SubscriptionCard } from "./subscription-card";
import { TagList } from "./tag-list";
import { TenantPages } from "./tenant-pages";
import { TimelineCard } from "./timeline-card";
import { UnbilledCard } from "./unbilled-card";

interface TenantScreenProps {
  model: TenantModel;
  actions: TenantActions;
  /** A dialog that is open at the start; for the gallery. */
  open?: Open;
}

/** One organization as the operator sees it, and what can be done for it by hand. */
export function TenantScreen({ model, actions, open }: TenantScreenProps) {
  if (model.kind === "ready") return <Ready model={model} actions={actions} open={open} />;
  return (
    <FailurePage
      heading="Organization"
      title="The organization could not be read"
      requestId={model.requestId}
      retryHref={model.retryHref}
    >
      Nothing was changed.
    </FailurePage>
  );
}

function Ready({ model, actions, open: first }: { model: ReadyTenant; actions: TenantActions; open?: Open }) {
  const { organization, mayChange } = model;
  const [open, setOpen] = useState<Open | null>(first ?? null);
  const close = () => setOpen(null);
  return (
    <PageBody>
      <PageHead
        title={organization.name}
        description={
          <>
            <code className="break-all">{organization.id}</code>
            {organization.externalKey ? `, ${organization.externalKey}` : ""}. Times in UTC.
          </>
        }
        actions={<TenantPages id={organization.id} current="Overview" />}
      />
      <div className="flex flex-wrap items-center gap-2">
        <OrganizationBadge status={organization.status} />
        {model.mayAct ? (
          <Button size="sm" onClick={() => setOpen({ kind: "impersonate" })}>
            <UserRoundCog aria-hidden />
            Act for a member
          </Button>
        ) : null}
        {mayChange && organization.status === "active" ? (
          <Button size="sm" variant="danger" onClick={() => setOpen({ kind: "suspend" })}>
            <CircleSlash aria-hidden />
            Suspend
          </Button>
        ) : null}
        {mayChange && organization.status === "suspended" ? (
          <Button size="sm" onClick={() => setOpen({ kind: "activate" })}>
            <Play aria-hidden />
            Let it work again
          </Button>
        ) : null}
      </div>
      <TagList model={model} tag={actions.tag} untag={actions.untag} />
      <div className="grid gap-4 sm:gap-6 lg:grid-cols-2 [&>*]:min-w-0">
        <SubscriptionCard model={model} onOpen={setOpen} />
        <AllowanceCard model={model} />
      </div>
      <UnbilledCard rows={model.unbilled} more={model.moreUnbilled} />
      <ExceptionCard model={model} onOpen={setOpen} />
      <MembersCard model={model} endImpersonation={actions.endImpersonation} />
      <KeysCard keys={model.keys} />
      <TimelineCard rows={model.timeline} auditHref={model.auditHref} />
      <Dialog open={open !== null} onOpenChange={(next) => (next ? undefined : close())}>
        {open ? <OpenDialog open={open} model={model} actions={actions} onClose={close} /> : null}
      </Dialog>
    </PageBody>
  );
}

interface OpenDialogProps {
  open: Open;
  model: ReadyTenant;
  actions: TenantActions;
  onClose(): void;
}

function OpenDialog({ open, model, actions, onClose }: OpenDialogProps) {
  const { name } = model.organization;
  const shared = { actions, onClose };
  switch (open.kind) {
    case "impersonate":
      return <ImpersonateDialog model={model} impersonate={actions.impersonate} />;
    case "exception":
      return <ExceptionDialog model={model} {...shared} />;
    case "plan":
      return <PlanDialog model={model} {...shared} />;
    case "cancel":
      return (
        <ActDialog
          title={`End the plan of ${name}`}
          description="It falls back to the plan that everybody has who has bought nothing, at once."
          verb="End the plan"
          done={`The plan of ${name} has ended`}
          act={{ kind: "cancel", endStripe: false }}
          danger
          {...shared}
        />
      );
    case "revert":
      return (
        <ActDialog
          title={`Take back: ${open.exception.about}`}
          description="The plan speaks again, from the moment it is taken back."
          verb="Take it back"
          done="The exception is gone"
          act={{ kind: "revert", subject: open.exception.subject }}
          danger
          {...shared}
        />
      );
    case "suspend":
      return (
        <ActDialog
          title={`Suspend ${name}`}
          description="Every metered call is refused from now on, and its people reach nothing but their bills. Its subscription goes on as it is."
          verb={`Suspend ${name}`}
          done={`${name} is suspended`}
          act={{ kind: "suspend" }}
          danger
          {...shared}
        />
      );
    case "activate":
      return (
        <ActDialog
          title={`Let ${name} work again`}
          description="Calls are admitted by its plan again, and its people reach all pages."
          verb="Let it work again"
          done={`${name} works again`}
          act={{ kind: "activate" }}
          {...shared}
        />
      );
  }
}
