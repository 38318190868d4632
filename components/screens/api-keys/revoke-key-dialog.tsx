"use client";

import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ApiKeyActions, ApiKeyRow } from "./model";

interface RevokeKeyDialogProps {
  row: ApiKeyRow | null;
  revoke: ApiKeyActions["revoke"];
  onClose(): void;
}

/** Revoking cannot be undone, so the name of the key has to be typed. */
export function RevokeKeyDialog({ row, revoke, onClose }: RevokeKeyDialogProps) {
  return (
    <Dialog open={row !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {row ? <Form key={row.id} row={row} revoke={revoke} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Form({ row, revoke, onClose }: { row: ApiKeyRow; revoke: ApiKeyActions["revoke"]; onClose(): void }) {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState(false);
  const confirmed = typed.trim() === row.name;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!confirmed) return;
    setPending(true);
    try {
      const answer = await revoke(row.id);
      if (answer.kind === "revoked") onClose();
      else setError(answer.message);
    } catch {
      setError("The answer did not arrive. Revoking again does no harm.");
    } finally {
      setPending(false);
    }
  }

  return (
    <DialogContent
      title={`Revoke “${row.name}”`}
      description="Every request with this key is refused from the next moment on. This cannot be undone; make a new key instead."
      footer={
        <>
          <DialogClose asChild>
            <Button>Keep key</Button>
          </DialogClose>
          <Button type="submit" form="revoke-key" variant="destructive" disabled={!confirmed} pending={pending}>
            Revoke key
          </Button>
        </>
      }
    >
      <form id="revoke-key" onSubmit={submit} noValidate className="grid gap-4">
        <p>
          <code className="break-all text-muted-foreground">
            {row.prefix}…{row.lastFour}
          </code>
        </p>
        <Field
          label={
            <>
              Type <span className="font-semibold">{row.name}</span> to confirm
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
