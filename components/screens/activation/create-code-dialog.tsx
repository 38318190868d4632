"use client";

import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import type { ActivationActions, ActivationMode, CreateCodeAnswer, NewCode } from "./model";

interface CreateCodeDialogProps {
  open: boolean;
  create: ActivationActions["create"];
  onCreated(code: NewCode): void;
  onClose(): void;
}

const modes = [
  { value: "live", label: "Live" },
  { value: "test", label: "Test" },
] as const;

const longestDomain = 260;

/** Asks where the code is for. The code itself is shown by the dialog that follows. */
export function CreateCodeDialog(props: CreateCodeDialogProps) {
  return (
    <Dialog open={props.open} onOpenChange={(open) => (open ? undefined : props.onClose())}>
      {props.open ? <Form {...props} /> : null}
    </Dialog>
  );
}

type Errors = Extract<CreateCodeAnswer, { kind: "refused" }>["errors"];

function Form({ create, onCreated }: CreateCodeDialogProps) {
  const [domain, setDomain] = useState("");
  const [mode, setMode] = useState<ActivationMode>("live");
  const [errors, setErrors] = useState<Errors>({});
  const [pending, setPending] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setErrors({});
    setPending(true);
    try {
      const answer = await create({ domain: domain.trim(), mode });
      if (answer.kind === "created") onCreated(answer.code);
      else setErrors(answer.errors);
    } catch {
      setErrors({ form: "The answer did not arrive. Close this and look whether the code is listed." });
    } finally {
      setPending(false);
    }
  }

  return (
    <DialogContent
      title="Create an activation code"
      description="It works once, within ten minutes, and is shown in the next step."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" form="create-code" variant="primary" pending={pending}>
            Create code
          </Button>
        </>
      }
    >
      <form id="create-code" onSubmit={submit} noValidate className="grid gap-4">
        {errors.form ? <FieldError className="text-sm">{errors.form}</FieldError> : null}
        <Field
          label="Domain"
          hint="Where the plugin or site runs, such as shop.example. Left empty, the first domain that uses the code gets it."
          error={errors.domain}
        >
          {(control) => (
            <Input
              {...control}
              value={domain}
              maxLength={longestDomain}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              inputMode="url"
              onChange={(event) => setDomain(event.target.value)}
            />
          )}
        </Field>
        <div className="grid gap-2">
          <p className="font-medium">Mode</p>
          <Segmented<ActivationMode>
            label="Mode"
            options={modes}
            value={mode}
            onChange={setMode}
            className="sm:justify-self-start"
          />
          <p className="text-xs text-muted-foreground">
            {mode === "live" ? "Counts against the allowance." : "Speaks for test data only and touches no allowance."}
          </p>
        </div>
      </form>
    </DialogContent>
  );
}
