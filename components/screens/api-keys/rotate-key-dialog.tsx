"use client";

import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import type { ApiKeyActions, ApiKeyRow, NewKey } from "./model";

interface RotateKeyDialogProps {
  row: ApiKeyRow | null;
  rotate: ApiKeyActions["rotate"];
  onRotated(key: NewKey): void;
  onClose(): void;
}

const overlaps = [
  { value: "1", label: "One more hour" },
  { value: "24", label: "One more day" },
  { value: "168", label: "Seven more days" },
  { value: "0", label: "Not at all" },
] as const;

/** Makes a key's successor. For a while both work, so that a service can be moved over without an interruption. */
export function RotateKeyDialog(props: RotateKeyDialogProps) {
  const { row, onClose } = props;
  return (
    <Dialog open={row !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {row ? <Form {...props} key={row.id} row={row} /> : null}
    </Dialog>
  );
}

function Form({ row, rotate, onRotated }: RotateKeyDialogProps & { row: ApiKeyRow }) {
  const [overlap, setOverlap] = useState<string>("24");
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    try {
      const answer = await rotate(row.id, Number(overlap));
      if (answer.kind === "rotated") onRotated(answer.key);
      else setError(answer.message);
    } catch {
      setError("The answer did not arrive. Close this and look whether the key has a successor.");
    } finally {
      setPending(false);
    }
  }

  return (
    <DialogContent
      title={`Rotate “${row.name}”`}
      description="A new key with the same name and scopes takes its place. It is shown once, in the next step."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" form="rotate-key" variant="primary" pending={pending}>
            Rotate key
          </Button>
        </>
      }
    >
      <form id="rotate-key" onSubmit={submit} noValidate className="grid gap-4">
        <p>
          <code className="break-all text-muted-foreground">
            {row.prefix}…{row.lastFour}
          </code>
        </p>
        <Field label="The old key works" error={error}>
          {(control) => <Select {...control} options={overlaps} value={overlap} onValueChange={setOverlap} />}
        </Field>
      </form>
    </DialogContent>
  );
}
