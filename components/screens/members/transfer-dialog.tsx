"use client";

import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
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
      {row ? <Form key={row.id} {...props} row={row} /> : null}
    </Dialog>
  );
}

function Form({ model, row, transfer, onClose }: TransferDialogProps & { row: MemberRow }) {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState(false);
  const { organizationName, owners } = model;
  const confirmed = typed.trim() === organizationName;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!confirmed) return;
    setPending(true);
    try {
      const answer = await transfer({ memberId: row.id, owners, typedName: typed.trim() });
      if (answer.kind === "refused") return setError(answer.message);
      toast(`${row.name} owns ${organizationName} now`);
      onClose();
    } catch {
      setError("The answer did not arrive. Look at the list before you repeat.");
    } finally {
      setPending(false);
    }
  }

  return (
    <DialogContent
      title={`Hand ${organizationName} over to ${row.name}`}
      description={`${row.name} becomes owner and you become an admin. Only ${row.name} could give it back. Both of you get a mail.`}
      footer={
        <>
          <DialogClose asChild>
            <Button>Keep ownership</Button>
          </DialogClose>
          <Button type="submit" form="transfer-ownership" variant="destructive" disabled={!confirmed} pending={pending}>
            Hand over
          </Button>
        </>
      }
    >
      <form id="transfer-ownership" onSubmit={submit} noValidate className="grid gap-4">
        <Field
          label={
            <>
              Type <span className="font-semibold">{organizationName}</span> to confirm
            </>
          }
          error={error}
        >
          {(control) => (
            <Input {...control} value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
          )}
        </Field>
      </form>
    </DialogContent>
  );
}
