import { Checkbox } from "@/components/ui/checkbox";
import { FieldError } from "@/components/ui/field";
import type { ScopeChoice } from "./model";

interface ScopeChoicesProps {
  scopes: readonly ScopeChoice[];
  chosen: readonly string[];
  onChange(chosen: readonly string[]): void;
  error?: string;
}

/** What a key may do, to be ticked. */
export function ScopeChoices({ scopes, chosen, onChange, error }: ScopeChoicesProps) {
  const toggle = (scope: string, on: boolean) =>
    onChange(on ? [...chosen, scope] : chosen.filter((each) => each !== scope));
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 font-medium">Scopes</legend>
      {scopes.map((scope) => (
        <Checkbox
          key={scope.name}
          label={<code>{scope.name}</code>}
          hint={scope.description}
          checked={chosen.includes(scope.name)}
          onCheckedChange={(on) => toggle(scope.name, on === true)}
        />
      ))}
      {error ? <FieldError>{error}</FieldError> : null}
    </fieldset>
  );
}
