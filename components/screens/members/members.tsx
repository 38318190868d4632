"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { zoneName } from "@/components/format";
import { Button } from "@/components/ui/button";
import { FailurePage } from "@/components/ui/failure";
import { PageBody, PageHead } from "@/components/ui/page";
import type { PaywallModel } from "../paywall/model";
import { PaywallDialog } from "../paywall/paywall";
import { InvitationTable } from "./invitation-table";
import { InviteCard } from "./invite-card";
import { MembersSkeleton } from "./members-skeleton";
import { MemberTable } from "./member-table";
import type { MemberRow, MembersActions, MembersModel, ReadyMembers } from "./model";
import { RemoveDialog } from "./remove-dialog";
import { SeatsCard } from "./seats-card";
import { TransferDialog } from "./transfer-dialog";

/** Who may act for the organization and how far; invite, change roles, remove, hand ownership over. */
export function MembersScreen({ model, actions }: { model: MembersModel; actions: MembersActions }) {
  switch (model.kind) {
    case "ready":
      return <Ready model={model} actions={actions} />;
    case "loading":
      return <MembersSkeleton />;
    case "failed":
      return <Failed requestId={model.requestId} retryHref={model.retryHref} />;
  }
}

type OpenDialog = { kind: "remove" | "transfer"; row: MemberRow } | { kind: "paywall"; paywall: PaywallModel } | null;

function openAtStart({ dialog, members }: ReadyMembers): OpenDialog {
  if (!dialog) return null;
  const row = members.find(({ id }) => id === dialog.memberId);
  return row ? { kind: dialog.kind, row } : null;
}

function Ready({ model, actions }: { model: ReadyMembers; actions: MembersActions }) {
  const [dialog, setDialog] = useState<OpenDialog>(() => openAtStart(model));
  const [typed, setTyped] = useState(0);
  const close = () => setDialog(null);
  const onPaywall = (paywall: PaywallModel) => setDialog({ kind: "paywall", paywall });
  return (
    <PageBody>
      <PageHead
        title="Members"
        description={`Who may act for ${model.organizationName}, and how far. Times in ${zoneName(model.timeZone)}.`}
        actions={
          <Button asChild>
            <a href={model.csvHref} download>
              <Download aria-hidden />
              CSV
            </a>
          </Button>
        }
      />
      {model.mayManage ? null : (
        <p className="text-muted-foreground">
          You can see who belongs to {model.organizationName}. An owner or admin can invite, change and remove.
        </p>
      )}
      <div className={model.mayManage ? "grid gap-4 sm:gap-6 lg:grid-cols-[5fr_3fr] [&>*]:min-w-0" : "max-w-md"}>
        {model.mayManage ? (
          <InviteCard mail={model.mail} invite={actions.invite} onTyped={setTyped} onPaywall={onPaywall} />
        ) : null}
        <SeatsCard model={model} typed={typed} />
      </div>
      <MemberTable
        model={model}
        changeRole={actions.changeRole}
        onRemove={(row) => setDialog({ kind: "remove", row })}
        onTransfer={(row) => setDialog({ kind: "transfer", row })}
        onPaywall={onPaywall}
      />
      <InvitationTable model={model} resend={actions.resend} revoke={actions.revoke} onPaywall={onPaywall} />
      <RemoveDialog
        model={model}
        row={dialog?.kind === "remove" ? dialog.row : null}
        actions={actions}
        onClose={close}
      />
      <TransferDialog
        model={model}
        row={dialog?.kind === "transfer" ? dialog.row : null}
        transfer={actions.transfer}
        onClose={close}
      />
      <PaywallDialog model={dialog?.kind === "paywall" ? dialog.paywall : null} onClose={close} />
    </PageBody>
  );
}

function Failed({ requestId, retryHref }: { requestId: string; retryHref: string }) {
  return (
    <FailurePage heading="Members" title="The members could not be loaded" requestId={requestId} retryHref={retryHref}>
      Everybody keeps the access there was.
    </FailurePage>
  );
}
