"use client";

import { useId, useState, type FormEvent, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

interface ConfirmationProps {
  title: ReactNode;
  /** What ends and what does not. */
  description: ReactNode;
  /** The way back: "Keep key". */
  keep: string;
  /** What is done, with its object: "Revoke key". */
  verb: string;
  /** A name that has to be typed before it can be done, where nothing brings it back. */
  typed?: string;
  /** What to do when the answer did not arrive. */
  lost: string;
  /** Does it, with what was typed: null when it is done, which closes the dialog or leaves the page; else the refusal. */
  act(typed: string): Promise<string | null>;
  children?: ReactNode;
}

/** The question before something ends. It stays open, and says why, until it has ended. */
export function Confirmation({ title, description, keep, verb, typed, lost, act, children }: ConfirmationProps) {
  const form = useId();
  const [text, setText] = useState("");
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState(false);
  const confirmed = typed === undefined || text.trim() === typed;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!confirmed) return;
    setPending(true);
    setError(undefined);
    try {
      const refusal = await act(text.trim());
      if (refusal === null) return;
      setError(refusal);
    } catch {
      setError(lost);
    }
    setPending(false);
  }

  return (
    <DialogContent
      title={title}
      description={description}
      footer={
        <>
          <DialogClose asChild>
            <Button>{keep}</Button>
          </DialogClose>
          <Button type="submit" form={form} variant="destructive" disabled={!confirmed} pending={pending}>
            {verb}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="grid gap-4 empty:hidden">
        {children}
        {typed === undefined ? null : (
          <Field
            label={
              <>
                Type <span className="font-semibold break-all">{typed}</span> to confirm
              </>
            }
            error={error}
          >
            {(control) => (
              <Input {...control} value={text} autoComplete="off" onChange={(event) => setText(event.target.value)} />
            )}
          </Field>
        )}
        {typed === undefined && error ? <FieldError className="text-sm">{error}</FieldError> : null}
      </form>
    </DialogContent>
  );
}
