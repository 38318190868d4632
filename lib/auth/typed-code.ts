/** What somebody typed as his second step: six digits of the app, or the letters of a recovery code. */
export type TypedCode = { readonly kind: "app" | "recovery"; readonly text: string } | null;

/** Reads a code as people write it, with blanks, hyphens and capitals; null for what is neither. */
export function readCode(typed: string): TypedCode {
  const text = typed.replace(/[\s-]/g, "").toLowerCase();
  if (/^\d{6}$/.test(text)) return { kind: "app", text };
  return /^[a-z2-7]{10}$/.test(text) ? { kind: "recovery", text } : null;
}
