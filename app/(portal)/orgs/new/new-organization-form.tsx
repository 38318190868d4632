"use client";

import { useActionState } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { createOrganizationAction } from "./actions";

interface FormProps {
  /** Stays the same while the form is corrected, so that pressing twice makes one organization. */
  submission: string;
  longestName: number;
}

/** Asks for a name; everything else has a default that the settings change. */
export function NewOrganizationForm({ submission, longestName }: FormProps) {
  const [answer, action] = useActionState(createOrganizationAction, { name: "" });
  return (
    <ActionForm action={action} fields={{ submission }} className="grid gap-4" noValidate>
      <Field label="Name" hint="Your company, team or project. It can be changed." error={answer.error}>
        {(control) => (
          <Input
            {...control}
            name="name"
            defaultValue={answer.name}
            autoComplete="organization"
            required
            maxLength={longestName}
          />
        )}
      </Field>
      <SubmitButton variant="primary" block>
        Create organization
      </SubmitButton>
    </ActionForm>
  );
}
