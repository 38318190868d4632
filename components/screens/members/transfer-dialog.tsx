"use client";

import { toast } from "sonner";
import { Dialog } from "@/components/ui/dialog";
import { Confirmation } from "@/components/weir/confirmation";
import type { MemberRow, MembersActions, ReadyMembers } from "./model";

interface TransferDialogProps {
  model: ReadyMembers;
  row: MemberRow | null;
  transfer: MembersActions["transfer"];
  onClose(): void;
}

/** Only the new owner could undo it, so the organization's name has to be typed. */
export function TransferDialog(props: TransferDialogProps) {
  const { row, onClose } = props;
  return (
    <Dialog open={row !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {row ? <Question key={row.id} {...props} row={row} /> : null}
    </Dialog>
  );
}

function Question({ model, row, transfer, onClose }: TransferDialogProps & { row: MemberRow }) {
  const { organizationName, owners } = model;
  async function act(typedName: string): Promise<string | null> {
    const answer = await transfer({ memberId: row.id, owners, typedName });
    if (answer.kind === "refused") return answer.message;
    toast(`${row.name} owns ${organizationName} now`);
    onClose();
    return null;
  }
  return (
    <Confirmation
      title={`Hand ${organizationName} over to ${row.name}`}
      description={`${row.name} becomes owner and you become an admin. Only ${row.name} could give it back. Both of you get a mail.`}
      keep="Keep ownership"
      verb="Hand over"
      typed={organizationName}
      lost="The answer did not arrive. Look at the list before you repeat."
      act={act}
    />
  );
}
