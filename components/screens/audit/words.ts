import type { ChangeLine } from "./model";

/** `api_key.created` → "Api key created": an act as a person reads it. */
export function actionWords(action: string): string {
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
