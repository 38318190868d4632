import type { FieldError } from "@/lib/kernel/errors";
import type { Scope } from "../permissions";

export const KEY_NAME_MAX = 100;

/** What is wrong with a key's name. */
export const nameErrors = (name: string): FieldError[] =>
  name.length < 1 || name.length > KEY_NAME_MAX || /\p{Cc}/u.test(name)
    ? [
        {
          pointer: "/name",
          code: "length",
          message: `A key's name has 1 to ${KEY_NAME_MAX} characters.`,
          fix: "Name it for what will use it.",
        },
      ]
    : [];

/** What is wrong with the scopes that a key shall carry, of those that it may. */
export function scopeErrors(scopes: readonly string[], allowed: readonly Scope[]): FieldError[] {
  const fix = `Choose from ${allowed.join(", ")}.`;
  if (scopes.length === 0)
    return [{ pointer: "/scopes", code: "required", message: "A key needs at least one scope.", fix }];
  const known: readonly string[] = allowed;
  return [...new Set(scopes)]
    .filter((scope) => !known.includes(scope))
    .map((scope) => ({
      pointer: "/scopes",
      code: "unknown",
      message: `"${scope}" is no scope of such a key.`,
      fix,
    }));
}
