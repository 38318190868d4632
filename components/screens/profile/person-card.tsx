"use client";

import { useState, type FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { PersonAnswer, ProfileActions, ReadyProfile } from "./model";

type Errors = Extract<PersonAnswer, { kind: "refused" }>["errors"];

/** Name and time zone. The e-mail is what the person signs in with, and stands there to be read. */
export function PersonCard({ model, save }: { model: ReadyProfile; save: ProfileActions["savePerson"] }) {
  const [name, setName] = useState(model.name);
  const [timeZone, setTimeZone] = useState(model.timeZone);
  const [errors, setErrors] = useState<Errors>({});
  const [pending, setPending] = useState(false);
  const elsewhere = model.account.kind === "elsewhere" ? model.account : null;

  async function submit(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    try {
      const answer = await save({ name, timeZone });
      setErrors(answer.kind === "refused" ? answer.errors : {});
      if (answer.kind === "saved") toast("Profile saved");
    } catch {
      setErrors({ form: "The answer did not arrive. Saving again does no harm." });
    } finally {
      setPending(false);
    }
  }

  return (
    <Card aria-labelledby="person-title" className="grid gap-4">
      <CardHead
        id="person-title"
        title="You"
        description={
          elsewhere
            ? "Name, e-mail, password and sign-ins are kept where you sign in."
            : `You sign in as ${model.email}.`
        }
        aside={
          elsewhere?.href ? (
            <Button asChild>
              <a href={elsewhere.href}>Manage account</a>
            </Button>
          ) : undefined
        }
      />
      <form onSubmit={submit} noValidate className="grid gap-4">
        <Field label="Name" error={errors.name} {...(elsewhere ? { hint: model.email } : {})}>
          {(control) => (
            <Input
              {...control}
              name="name"
              value={name}
              autoComplete="name"
              maxLength={100}
              readOnly={elsewhere !== null}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Time zone"
          hint="Dates of your own organization are shown in it. A team sets its own."
          error={errors.timeZone}
        >
          {(control) => <Select {...control} value={timeZone} onValueChange={setTimeZone} options={model.zones} />}
        </Field>
        {errors.form ? <FieldError className="text-sm">{errors.form}</FieldError> : null}
        <div className="flex max-sm:[&>*]:flex-auto">
          <Button type="submit" variant="primary" pending={pending}>
            Save profile
          </Button>
        </div>
      </form>
    </Card>
  );
}
