import Link from "next/link";
import { ActionForm, type FormAction } from "@/components/ui/action-form";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { AccountFrame } from "../sign-in/account-frame";
import type { SecondStepModel } from "./model";

/** The code of the app, after the password. Posts `code`. */
export function SecondStepScreen({ model, action }: { model: SecondStepModel; action: FormAction }) {
  return (
    <AccountFrame
      title="Enter your code"
      context={{}}
      lead={
        <>
          Your password is right. Not you?{" "}
          <Link href={model.backHref} className="link">
            Start again
          </Link>
        </>
      }
    >
      <ActionForm action={action} fields={model.fields} className="grid gap-4" noValidate>
        {model.errors.form ? <FieldError className="text-sm">{model.errors.form}</FieldError> : null}
        <Field
          label="Code"
          hint="Six digits from your authenticator app. Without your phone, use one of your recovery codes."
          error={model.errors.code}
        >
          {(control) => (
            <Input
              {...control}
              name="code"
              autoComplete="one-time-code"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={20}
              autoFocus
              required
            />
          )}
        </Field>
        <SubmitButton variant="primary" block>
          Sign in
        </SubmitButton>
      </ActionForm>
    </AccountFrame>
  );
}
