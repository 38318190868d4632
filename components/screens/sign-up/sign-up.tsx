import Link from "next/link";
import { ActionForm, type FormAction } from "@/components/ui/action-form";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { AccountFrame } from "../sign-in/account-frame";
import type { SignUpModel } from "./model";

/** Name, e-mail, password. Posts those, and `next`, `plan` and `interval` where they are known. */
export function SignUpScreen({ model, action }: { model: SignUpModel; action: FormAction }) {
  const bound = model.invitation?.state === "open";
  return (
    <AccountFrame
      title="Create an account"
      context={model}
      lead={
        <>
          Already have one?{" "}
          <Link href={model.signInHref} className="link">
            Sign in
          </Link>
        </>
      }
    >
      <ActionForm action={action} fields={carried(model)} className="grid gap-4" noValidate>
        {model.errors.form ? <FieldError className="text-sm">{model.errors.form}</FieldError> : null}
        <Field label="Name" error={model.errors.name}>
          {(control) => (
            <Input {...control} name="name" autoComplete="name" defaultValue={model.name} required maxLength={100} />
          )}
        </Field>
        <Field
          label="E-mail"
          error={model.errors.email}
          hint={bound ? "The invitation is bound to this address." : undefined}
        >
          {(control) => (
            <Input
              {...control}
              name="email"
              type="email"
              autoComplete="username"
              defaultValue={model.email}
              readOnly={bound}
              required
              maxLength={255}
            />
          )}
        </Field>
        <Field label="Password" error={model.errors.password} hint={`At least ${model.passwordLength} characters.`}>
          {(control) => (
            <Input
              {...control}
              name="password"
              type="password"
              autoComplete="new-password"
              minLength={model.passwordLength}
              required
            />
          )}
        </Field>
        <SubmitButton variant="primary" block>
          {submitWords(model)}
        </SubmitButton>
      </ActionForm>
      <p className="text-xs text-muted-foreground">
        {bound
          ? "Joining costs you nothing: the organization pays for its plan."
          : "You start on Free. Nothing is charged before you have seen the sum."}
      </p>
    </AccountFrame>
  );
}

function submitWords(model: SignUpModel): string {
  if (model.invitation?.state === "open") return `Join ${model.invitation.organization}`;
  return model.chosenPlan ? `Create account and review ${model.chosenPlan.name}` : "Create account";
}

function carried(model: SignUpModel): Record<string, string> {
  return {
    ...(model.next ? { next: model.next } : {}),
    ...(model.chosenPlan ? { plan: model.chosenPlan.code, interval: model.chosenPlan.interval } : {}),
  };
}
