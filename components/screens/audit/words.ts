import type { ChangeLine } from "./model";

/** Acts whose names say how we keep things, in words for whoever reads what happened. */
const PLAIN: Readonly<Record<string, string>> = {
  "invoice.mirrored": "Invoice updated",
  "organization.stripe_customer_kept": "Stripe customer noted",
};

/** `api_key.created` → "API key created": an act as a person reads it. */
export function actionWords(action: string): string {
  const plain = PLAIN[action];
  if (plain !== undefined) return plain;
  const words = action.replaceAll(/[._]+/g, " ").trim();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`.replace(/\bapi\b/i, "API");
}

/** `api_key` → "API key". */
export const entityWords = (type: string): string => actionWords(type);

const SHOWN_CHANGES = 2;

/** The first changes in one line: "status ACTIVE → SUSPENDED". */
export function changeWords(changes: readonly ChangeLine[]): string {
  const shown = changes.slice(0, SHOWN_CHANGES).map(({ field, before, after }) => {
    if (before === null) return `${field} ${after ?? ""}`;
    return after === null ? `${field} no longer ${before}` : `${field} ${before} → ${after}`;
  });
  const more = changes.length - shown.length;
  return `${shown.join("; ")}${more > 0 ? `; ${more} more` : ""}`;
}
