"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { formatCount } from "@/components/format";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Confirmation } from "@/components/weir/confirmation";
import type { MemberRow, MembersActions, ReadyMembers } from "./model";

interface RemoveDialogProps {
  model: ReadyMembers;
  row: MemberRow | null;
  actions: Pick<MembersActions, "remove" | "leave">;
  onClose(): void;
}

/** What ends with a membership, and what does not: said before it is done. */
export function RemoveDialog(props: RemoveDialogProps) {
  const { row, onClose } = props;
  return (
    <Dialog open={row !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {row ? <Content key={row.id} {...props} row={row} /> : null}
    </Dialog>
  );
}

function Content({ model, row, actions, onClose }: RemoveDialogProps & { row: MemberRow }) {
  const [revokeKeys, setRevokeKeys] = useState(false);
  const router = useRouter();
  const { organizationName } = model;

  async function act(): Promise<string | null> {
    const answer = row.you ? await actions.leave() : await actions.remove(row.id, revokeKeys);
    if (answer.kind === "refused") return answer.message;
    // The page that this stands on is not theirs any more: nothing of it may be asked for again.
    if (row.you) {
      router.push("/orgs");
      return null;
    }
    toast(`${row.name} does not belong to ${organizationName} any more`);
    onClose();
    return null;
  }

  return (
    <Confirmation
      title={row.you ? `Leave ${organizationName}` : `Remove ${row.name}`}
      description={
        row.you
          ? "You lose access from the next moment on. To come back, somebody has to invite you."
          : `${row.name} loses access from the next moment on, in every browser. To come back, an invitation is needed.`
      }
      keep={row.you ? "Stay" : "Keep member"}
      verb={row.you ? "Leave" : "Remove"}
      lost="The answer did not arrive. Look at the list before you repeat."
      act={act}
    >
      <p>{row.role === "viewer" ? "A viewer takes no seat, so none becomes free." : "One seat becomes free."}</p>
      {row.keys.length === 0 ? (
        <p className="text-muted-foreground">No API key in use was made by {row.you ? "you" : row.name}.</p>
      ) : (
        <div className="grid gap-3">
          <p>
            {formatCount(row.keys.length, "API key", "API keys")} made by {row.you ? "you" : row.name}{" "}
            {row.keys.length === 1 ? "speaks" : "speak"} for {organizationName} and{" "}
            {row.keys.length === 1 ? "goes" : "go"} on working: {row.keys.map(({ name }) => name).join(", ")}.
          </p>
          {row.you ? null : (
            <Checkbox
              label="Revoke these keys too"
              hint="Every request with them is refused within a second."
              checked={revokeKeys}
              onCheckedChange={(on) => setRevokeKeys(on === true)}
            />
          )}
        </div>
      )}
    </Confirmation>
  );
}
