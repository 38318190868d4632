"use client";

import { useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent } from "@/components/ui/dialog";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import type { PaywallModel } from "../paywall/model";
import type { ApiKeyActions, CreateKeyAnswer, KeyMode, NewKey, ScopeChoice } from "./model";
import { ScopeChoices } from "./scope-choices";

interface CreateKeyDialogProps {
  open: boolean;
  scopes: readonly ScopeChoice[];
  create: ApiKeyActions["create"];
  onCreated(key: NewKey): void;
  /** The plan has no room for another key. */
  onPaywall(paywall: PaywallModel): void;
  onClose(): void;
}

const expiries = [
  { value: "365", label: "After one year" },
  { value: "90", label: "After 90 days" },
  { value: "30", label: "After 30 days" },
  { value: "never", label: "Never" },
] as const;

const modes = [
  { value: "live", label: "Live" },
  { value: "test", label: "Test" },
] as const;

const longestName = 100;

/** Asks for name, mode, scopes and expiry. The key itself is shown by the dialog that follows. */
export function CreateKeyDialog(props: CreateKeyDialogProps) {
  return (
    <Dialog open={props.open} onOpenChange={(open) => (open ? undefined : props.onClose())}>
      {props.open ? <Form {...props} /> : null}
    </Dialog>
  );
}

type Errors = Extract<CreateKeyAnswer, { kind: "refused" }>["errors"];

function Form({ scopes, create, onCreated, onPaywall }: CreateKeyDialogProps) {
  const [name, setName] = useState("");
  const [mode, setMode] = useState<KeyMode>("live");
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    scopes.filter((scope) => scope.usual).map((scope) => scope.name),
  );
  const [expiry, setExpiry] = useState<string>("365");
  const [errors, setErrors] = useState<Errors>({});
  const [pending, setPending] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const missing: Errors = {
      ...(name.trim() ? {} : { name: "Name what will use it, such as a service." }),
      ...(chosen.length > 0 ? {} : { scopes: "Choose at least one scope." }),
    };
    setErrors(missing);
    if (Object.keys(missing).length > 0) return;
    setPending(true);
    try {
      const expiresInDays = expiry === "never" ? null : Number(expiry);
      const answer = await create({ name: name.trim(), mode, scopes: chosen, expiresInDays });
      if (answer.kind === "created") onCreated(answer.key);
      else if (answer.paywall) onPaywall(answer.paywall);
      else setErrors(answer.errors);
    } catch {
      setErrors({
        form: "The answer did not arrive. Close this and look whether the key exists before you try again.",
      });
    } finally {
      setPending(false);
    }
  }

  return (
    <DialogContent
      title="Create a key"
      description="The key is shown once, in the next step."
      footer={
        <>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          <Button type="submit" form="create-key" variant="primary" pending={pending}>
            Create key
          </Button>
        </>
      }
    >
      <form id="create-key" onSubmit={submit} noValidate className="grid gap-4">
        {errors.form ? <FieldError className="text-sm">{errors.form}</FieldError> : null}
        <Field label="Name" hint="What will use it, such as a service." error={errors.name}>
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
        <div className="grid gap-2">
          <p className="font-medium">Mode</p>
          <Segmented<KeyMode>
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
        <ScopeChoices scopes={scopes} chosen={chosen} onChange={setChosen} error={errors.scopes} />
        <Field label="Expires">
          {(control) => <Select {...control} options={expiries} value={expiry} onValueChange={setExpiry} />}
        </Field>
      </form>
    </DialogContent>
  );
}
