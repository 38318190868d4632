"use client";

import { useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Confirmation } from "@/components/weir/confirmation";
import type { ApiKeyActions, ApiKeyRow } from "./model";
import { KeyHint } from "./revoke-key-dialog";

interface LeakKeyDialogProps {
  row: ApiKeyRow | null;
  leak: ApiKeyActions["leak"];
  onClose(): void;
}

const LONGEST_PLACE = 200;

/** Whoever finds a key in wrong hands is in a hurry: one field that may stay empty, and nothing to be typed twice. */
export function LeakKeyDialog(props: LeakKeyDialogProps) {
  const { row, onClose } = props;
  return (
    <Dialog open={row !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {row ? <Question key={row.id} {...props} row={row} /> : null}
    </Dialog>
  );
}

function Question({ row, leak, onClose }: LeakKeyDialogProps & { row: ApiKeyRow }) {
  const [where, setWhere] = useState("");
  async function act(): Promise<string | null> {
    const answer = await leak(row.id, where);
    if (answer.kind === "refused") return answer.message;
    onClose();
    return null;
  }
  const ended = row.revokedAt !== null;
  return (
    <Confirmation
      title={`“${row.name}” has leaked`}
      description={`${ended ? "It is revoked already, and stays so." : "It is revoked at once: every request with it is refused from the next moment on."} Owners and admins get a mail.`}
      keep="Leave it"
      verb={ended ? "Report as leaked" : "Revoke leaked key"}
      lost="The answer did not arrive. Reporting it again does no harm."
      act={act}
    >
      <KeyHint row={row} />
      <Field label="Where it was found" hint="For your colleagues; may stay empty.">
        {(control) => (
          <Input
            {...control}
            placeholder="In a public repository"
            autoComplete="off"
            maxLength={LONGEST_PLACE}
            value={where}
            onChange={(event) => setWhere(event.target.value)}
          />
        )}
      </Field>
    </Confirmation>
  );
}
