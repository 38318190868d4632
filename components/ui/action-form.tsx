import type { ComponentProps, ReactNode } from "react";

/** Where a form goes: an address that takes a POST, or a function (a server action in the app). */
export type FormAction = string | ((form: FormData) => void | Promise<void>);

interface ActionFormProps extends Omit<ComponentProps<"form">, "action" | "method"> {
  action: FormAction;
  /** Values that travel with the form unseen. */
  fields?: Readonly<Record<string, string>>;
  children?: ReactNode;
}

/** A form that posts to an address or calls an action; with an address it works without script. */
export function ActionForm({ action, fields, children, ...rest }: ActionFormProps) {
  const target = typeof action === "string" ? { action, method: "post" as const } : { action };
  return (
    <form {...target} {...rest}>
      {Object.entries(fields ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  );
}
