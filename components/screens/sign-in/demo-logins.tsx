import { LogIn } from "lucide-react";
import { ActionForm, type FormAction } from "@/components/ui/action-form";
import { CodeBadge } from "@/components/ui/badge";
import { SubmitButton } from "@/components/ui/submit-button";
import type { DemoLogin } from "./model";

interface DemoLoginsProps {
  logins: readonly DemoLogin[];
  action: FormAction;
  fields: Readonly<Record<string, string>>;
}

/** The demo's accounts, each one press away. Their passwords are no secret: they open invented organizations only. */
export function DemoLogins({ logins, action, fields }: DemoLoginsProps) {
  const passwords = new Set(logins.map((login) => login.password));
  const [shared] = passwords.size === 1 ? passwords : [];
  return (
    <section aria-label="Demo accounts" className="grid gap-2 rounded-md border p-4">
      <h2 className="font-medium">Or walk in as</h2>
      <ul className="grid gap-1">
        {logins.map((login) => (
          <li key={login.email} className="flex items-center justify-between gap-3">
            <div className="min-w-0">
              <p className="truncate">{login.email}</p>
              <p className="text-xs text-muted-foreground">{login.shows}</p>
            </div>
            <ActionForm action={action} fields={{ ...fields, email: login.email, password: login.password }}>
              <SubmitButton size="sm" aria-label={`Sign in as ${login.email}`}>
                <LogIn aria-hidden />
                Open
              </SubmitButton>
            </ActionForm>
          </li>
        ))}
      </ul>
      {shared ? (
        <p className="text-xs text-muted-foreground">
          Every demo account has the password <CodeBadge>{shared}</CodeBadge>
        </p>
      ) : null}
    </section>
  );
}
