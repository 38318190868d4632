"use client";

import { Plus, Ticket } from "lucide-react";
import { useState } from "react";
import { zoneName } from "@/components/format";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code";
import { Empty } from "@/components/ui/empty";
import { FailurePage } from "@/components/ui/failure";
import { PageBody, PageHead } from "@/components/ui/page";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { SectionView } from "@/components/weir/section-view";
import { CodesCard } from "./codes-card";
import { CreateCodeDialog } from "./create-code-dialog";
import { InstallationsCard } from "./installations-card";
import type { ActivationActions, ActivationModel, InstallationRow, NewCode, ReadyActivation } from "./model";
import { NewCodeDialog } from "./new-code-dialog";
import { RevokeInstallationDialog } from "./revoke-installation-dialog";

/** Codes that wait, and what they have activated; create, revoke. */
export function ActivationScreen({ model, actions }: { model: ActivationModel; actions: ActivationActions }) {
  switch (model.kind) {
    case "ready":
      return <Ready model={model} actions={actions} />;
    case "loading":
      return <ActivationSkeleton />;
    case "failed":
      return (
        <FailurePage
          heading="Activation"
          title="The installations could not be loaded"
          requestId={model.requestId}
          retryHref={model.retryHref}
        >
          The installations themselves work as before.
        </FailurePage>
      );
  }
}

type OpenDialog =
  { kind: "create" } | { kind: "created"; code: NewCode } | { kind: "revoke"; row: InstallationRow } | null;

function openAtStart({ dialog, installations }: ReadyActivation): OpenDialog {
  if (!dialog) return null;
  if (dialog.kind !== "revoke") return dialog;
  const row = installations.find((each) => each.id === dialog.installationId);
  return row ? { kind: "revoke", row } : null;
}

function Ready({ model, actions }: { model: ReadyActivation; actions: ActivationActions }) {
  const [dialog, setDialog] = useState<OpenDialog>(() => openAtStart(model));
  const close = () => setDialog(null);
  const create = () => setDialog({ kind: "create" });
  const nothing = model.codes.length === 0 && model.installations.length === 0;
  return (
    <PageBody>
      <PageHead
        title="Activation"
        description={`Plugins and sites that report usage for ${model.organizationName} without a key. Times in ${zoneName(model.timeZone)}.`}
        actions={
          model.mayManage && !nothing ? (
            <Button onClick={create}>
              <Plus aria-hidden />
              Create code
            </Button>
          ) : null
        }
      />
      {nothing ? <Nothing model={model} onCreate={create} /> : null}
      <CodesCard model={model} revoke={actions.revokeCode} />
      <InstallationsCard model={model} onRevoke={(row) => setDialog({ kind: "revoke", row })} />
      <CreateCodeDialog
        open={dialog?.kind === "create"}
        create={actions.create}
        onCreated={(code) => setDialog({ kind: "created", code })}
        onClose={close}
      />
      <NewCodeDialog code={dialog?.kind === "created" ? dialog.code : null} timeZone={model.timeZone} onDone={close} />
      <RevokeInstallationDialog
        row={dialog?.kind === "revoke" ? dialog.row : null}
        revoke={actions.revokeInstallation}
        onClose={close}
      />
    </PageBody>
  );
}

function Nothing({ model, onCreate }: { model: ReadyActivation; onCreate(): void }) {
  return (
    <Card aria-label="Nothing is activated">
      <Empty
        picture={<SectionView gate="dry" label="A dry channel" className="max-w-xs" />}
        snippet={
          <CodeBlock label="How a page is activated" copy={model.snippet}>
            {model.snippet}
          </CodeBlock>
        }
        action={
          model.mayManage ? (
            <Button variant="primary" onClick={onCreate}>
              <Ticket aria-hidden />
              Create the first code
            </Button>
          ) : undefined
        }
      >
        Nothing is activated yet. A code lets a plugin or a site report usage for a while, where no key could be kept.
      </Empty>
    </Card>
  );
}

function ActivationSkeleton() {
  return (
    <Loading label="Loading the installations">
      <PageBody>
        <div className="flex items-end justify-between">
          <div className="grid gap-1">
            <Skeleton className="h-8 w-32" />
            <Skeleton className="h-5 w-64 max-w-full" />
          </div>
          <Skeleton className="h-9 w-28 max-sm:hidden" />
        </div>
        <Skeleton className="h-40 rounded-lg" />
        <Skeleton className="h-80 rounded-lg" />
      </PageBody>
    </Loading>
  );
}
