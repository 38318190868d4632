import { KeyRound } from "lucide-react";
import Link from "next/link";
import { ActionForm, type FormAction } from "@/components/ui/action-form";
import { Note } from "@/components/ui/banner";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { AccountFrame } from "./account-frame";
import { DemoLogins } from "./demo-logins";
import type { SignInModel } from "./model";

/** E-mail and password. Posts `email`, `password`, and `next` and `plan` where they are known. */
export function SignInScreen({ model, action }: { model: SignInModel; action: FormAction }) {
  const fields = carried(model);
  return (
    <AccountFrame
      title="Sign in"
      context={model}
      lead={
        <>
          Welcome back. New here?{" "}
          <Link href={model.signUpHref} className="link">
            Create an account
          </Link>
        </>
      }
    >
      <ActionForm action={action} fields={fields} className="grid gap-4" noValidate>
        {model.errors.form ? <FieldError className="text-sm">{model.errors.form}</FieldError> : null}
        <Field label="E-mail" error={model.errors.email}>
          {(control) => (
            <Input
              {...control}
              name="email"
              type="email"
              autoComplete="username"
              defaultValue={model.email}
              required
              maxLength={255}
            />
          )}
        </Field>
        <Field
          label="Password"
          error={model.errors.password}
          aside={
            model.forgotHref ? (
              <Link href={model.forgotHref} className="link text-xs">
                Forgot it?
              </Link>
            ) : null
          }
        >
          {(control) => <Input {...control} name="password" type="password" autoComplete="current-password" required />}
        </Field>
        <SubmitButton variant="primary" block>
          Sign in
        </SubmitButton>
      </ActionForm>
      {model.demo ? <DemoLogins logins={model.demo.logins} action={action} fields={fields} /> : null}
      {model.provider === "local" && model.demo ? (
        <Note icon={KeyRound}>
          <p className="text-muted-foreground">
            No outside identity provider is configured, so accounts are kept here. The pages stay the same with one.
          </p>
        </Note>
      ) : null}
    </AccountFrame>
  );
}

function carried(model: SignInModel): Record<string, string> {
  return {
    ...(model.next ? { next: model.next } : {}),
    ...(model.chosenPlan ? { plan: model.chosenPlan.code, interval: model.chosenPlan.interval } : {}),
  };
}
