"use client";

import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { PasswordAnswer, ProfileActions } from "./model";

type Errors = Extract<PasswordAnswer, { kind: "refused" }>["errors"];

/** Another password for the present one. */
export function PasswordCard({ email, save }: { email: string; save: ProfileActions["savePassword"] }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [errors, setErrors] = useState<Errors>({});
  const [pending, setPending] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    try {
      const answer = await save({ current, next });
      setErrors(answer.kind === "refused" ? answer.errors : {});
      if (answer.kind === "refused") return;
      setCurrent("");
      setNext("");
      toast("Password changed");
    } catch {
      setErrors({ form: "The answer did not arrive. Sign in again to see which password holds." });
    } finally {
      setPending(false);
    }
  }

  return (
    <Card aria-labelledby="password-title" className="grid gap-4">
      <CardHead id="password-title" title="Password" description="Changing it signs you out in every other browser." />
      <form onSubmit={submit} noValidate className="grid gap-4">
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <Field label="Current password" error={errors.current}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="New password"
          hint="At least 8 characters. A few unrelated words make a good one."
          error={errors.next}
        >
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          )}
        </Field>
        {errors.form ? <FieldError className="text-sm">{errors.form}</FieldError> : null}
        <div className="flex max-sm:[&>*]:flex-auto">
          <Button type="submit" pending={pending}>
            Change password
          </Button>
        </div>
      </form>
    </Card>
  );
}
