"use client";

import { useState } from "react";
import { toast } from "sonner";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Confirmation } from "@/components/weir/confirmation";
import type { EndInstallation, TenantInstallation } from "./model";

interface EndDialogProps {
  row: TenantInstallation | null;
  end: EndInstallation;
  onClose(): void;
}

const LONGEST_REASON = 500;

/** Somebody else's installation is ended for a reason, which its organization reads in its audit log. */
export function EndDialog(props: EndDialogProps) {
  const { row, onClose } = props;
  return (
    <Dialog open={row !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {row ? <Question key={row.id} {...props} row={row} /> : null}
    </Dialog>
  );
}

function Question({ row, end, onClose }: EndDialogProps & { row: TenantInstallation }) {
  const [reason, setReason] = useState("");
  async function act(): Promise<string | null> {
    const answer = await end(row.organization.id, row.id, reason);
    if (answer.kind === "refused") return answer.message;
    toast(`The installation on ${row.domain} is ended`);
    onClose();
    return null;
  }
  return (
    <Confirmation
      title={`Revoke ${row.domain}`}
      description={`It belongs to ${row.organization.name}. Its requests are refused from the next moment on; to use it again, it has to be activated with a new code.`}
      keep="Keep installation"
      verb="Revoke installation"
      lost="The answer did not arrive. Revoking again does no harm."
      act={act}
    >
      <Field label="Reason" hint="Kept in the journal, which the organization can read.">
        {(control) => (
          <Input
            {...control}
            required
            autoComplete="off"
            maxLength={LONGEST_REASON}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </Confirmation>
  );
}
