"use client";

import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ApiKeyActions, ApiKeyRow, ChangeKeyAnswer, ScopeChoice } from "./model";
import { ScopeChoices } from "./scope-choices";

interface ChangeKeyDialogProps {
  row: ApiKeyRow | null;
  scopes: readonly ScopeChoice[];
  change: ApiKeyActions["change"];
  onClose(): void;
}

const longestName = 100;

/** Name and scopes of a key. The key itself stays as it is, and so does whatever uses it. */
export function ChangeKeyDialog(props: ChangeKeyDialogProps) {
  const { row, onClose } = props;
  return (
    <Dialog open={row !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {row ? <Form {...props} key={row.id} row={row} /> : null}
    </Dialog>
  );
}

type Errors = Extract<ChangeKeyAnswer, { kind: "refused" }>["errors"];

function Form({ row, scopes, change, onClose }: ChangeKeyDialogProps & { row: ApiKeyRow }) {
  const [name, setName] = useState(row.name);
  const [chosen, setChosen] = useState<readonly string[]>(row.scopes);
  const [errors, setErrors] = useState<Errors>({});
  const [pending, setPending] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setErrors({});
    setPending(true);
    try {
      const answer = await change(row.id, { name: name.trim(), scopes: chosen });
      if (answer.kind === "changed") onClose();
      else setErrors(answer.errors);
    } catch {
      setErrors({ form: "The answer did not arrive. Saving again does no harm." });
    } finally {
      setPending(false);
    }
  }

  return (
    <DialogContent
      title={`Edit “${row.name}”`}
      description="The key stays the same. What it may do changes from the next moment on."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" form="change-key" variant="primary" pending={pending}>
            Save
          </Button>
        </>
      }
    >
      <form id="change-key" onSubmit={submit} noValidate className="grid gap-4">
        {errors.form ? <FieldError className="text-sm">{errors.form}</FieldError> : null}
        <Field label="Name" error={errors.name}>
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={longestName}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <ScopeChoices scopes={scopes} chosen={chosen} onChange={setChosen} error={errors.scopes} />
      </form>
    </DialogContent>
  );
}
