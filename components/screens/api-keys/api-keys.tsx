"use client";

import { KeyRound, Plus } from "lucide-react";
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
import type { PaywallModel } from "../paywall/model";
import { PaywallDialog } from "../paywall/paywall";
import { ChangeKeyDialog } from "./change-key-dialog";
import { CreateKeyDialog } from "./create-key-dialog";
import { KeyTable, type KeyAct } from "./key-table";
import { LeakKeyDialog } from "./leak-key-dialog";
import type { ApiKeyActions, ApiKeyRow, ApiKeysModel, NewKey, ReadyApiKeys } from "./model";
import { NewKeyDialog } from "./new-key-dialog";
import { RevokeKeyDialog } from "./revoke-key-dialog";
import { RotateKeyDialog } from "./rotate-key-dialog";

/** The organization's keys: who made them, what they may do, when they were last used; create, change, rotate and revoke. */
export function ApiKeysScreen({ model, actions }: { model: ApiKeysModel; actions: ApiKeyActions }) {
  switch (model.kind) {
    case "ready":
      return <Ready model={model} actions={actions} />;
    case "loading":
      return <KeysSkeleton />;
    case "failed":
      return (
        <FailurePage
          heading="API keys"
          title="The keys could not be loaded"
          requestId={model.requestId}
          retryHref={model.retryHref}
        >
          The keys themselves work as before.
        </FailurePage>
      );
  }
}

type OpenDialog =
  | { kind: "create" }
  | { kind: "created"; key: NewKey }
  | { kind: "paywall"; paywall: PaywallModel }
  | { kind: KeyAct; row: ApiKeyRow }
  | null;

function openAtStart(model: ReadyApiKeys): OpenDialog {
  const { dialog } = model;
  if (!dialog) return null;
  if (dialog.kind === "create" || dialog.kind === "created" || dialog.kind === "paywall") return dialog;
  const row = model.keys.find((key) => key.id === dialog.keyId);
  return row ? { kind: dialog.kind, row } : null;
}

function Ready({ model, actions }: { model: ReadyApiKeys; actions: ApiKeyActions }) {
  const [dialog, setDialog] = useState<OpenDialog>(() => openAtStart(model));
  const close = () => setDialog(null);
  const create = () => setDialog({ kind: "create" });
  return (
    <PageBody>
      <PageHead
        title="API keys"
        description={`A key speaks for ${model.organizationName} and nothing else. Times in ${zoneName(model.timeZone)}.`}
        actions={
          model.mayManage && model.keys.length > 0 ? (
            <Button onClick={create}>
              <Plus aria-hidden />
              Create key
            </Button>
          ) : null
        }
      />
      {model.mayManage ? null : (
        <p className="text-muted-foreground">You can see the keys. An owner or admin can create and revoke them.</p>
      )}
      {model.keys.length === 0 ? (
        <NoKeys model={model} onCreate={create} />
      ) : (
        <KeyTable model={model} onAct={(kind, row) => setDialog({ kind, row })} />
      )}
      <CreateKeyDialog
        open={dialog?.kind === "create"}
        scopes={model.scopes}
        create={actions.create}
        onCreated={(key) => setDialog({ kind: "created", key })}
        onPaywall={(paywall) => setDialog({ kind: "paywall", paywall })}
        onClose={close}
      />
      <PaywallDialog model={dialog?.kind === "paywall" ? dialog.paywall : null} onClose={close} />
      <NewKeyDialog newKey={dialog?.kind === "created" ? dialog.key : null} timeZone={model.timeZone} onDone={close} />
      <ChangeKeyDialog
        row={dialog?.kind === "change" ? dialog.row : null}
        scopes={model.scopes}
        change={actions.change}
        onClose={close}
      />
      <RotateKeyDialog
        row={dialog?.kind === "rotate" ? dialog.row : null}
        rotate={actions.rotate}
        onRotated={(key) => setDialog({ kind: "created", key })}
        onClose={close}
      />
      <LeakKeyDialog row={dialog?.kind === "leak" ? dialog.row : null} leak={actions.leak} onClose={close} />
      <RevokeKeyDialog row={dialog?.kind === "revoke" ? dialog.row : null} revoke={actions.revoke} onClose={close} />
    </PageBody>
  );
}

function NoKeys({ model, onCreate }: { model: ReadyApiKeys; onCreate(): void }) {
  return (
    <Card aria-label="No keys">
      <Empty
        picture={<SectionView gate="dry" label="A dry channel" className="max-w-xs" />}
        snippet={
          <CodeBlock label="A request that counts one call" copy={model.snippet}>
            {model.snippet}
          </CodeBlock>
        }
        action={
          model.mayManage ? (
            <Button variant="primary" onClick={onCreate}>
              <KeyRound aria-hidden />
              Create the first key
            </Button>
          ) : undefined
        }
      >
        No key yet. With one, your service can report usage and ask what is left.
      </Empty>
    </Card>
  );
}

function KeysSkeleton() {
  return (
    <Loading label="Loading the keys">
      <PageBody>
        <div className="flex items-end justify-between">
          <div className="grid gap-1">
            <Skeleton className="h-8 w-32" />
            <Skeleton className="h-5 w-64 max-w-full" />
          </div>
          <Skeleton className="h-9 w-28 max-sm:hidden" />
        </div>
        <Skeleton className="h-80 rounded-lg" />
      </PageBody>
    </Loading>
  );
}
