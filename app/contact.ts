import type { Environment } from "@/lib/platform/env";

/**
 * The link to the people who run this Weir; null where none was set. A mail gets the subject, a page is opened as it is:
 * what it does with more is not known.
 */
export function contactHref(
  { WEIR_CONTACT: contact }: Pick<Environment, "WEIR_CONTACT">,
  subject: string,
): string | null {
  if (contact === undefined) return null;
  return contact.includes("://") ? contact : `mailto:${contact}?subject=${encodeURIComponent(subject)}`;
}
