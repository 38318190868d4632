export const MOST_TAGS = 20;
const TAG_FORM = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** A tag as it is kept, from what somebody has typed: lower case, words joined by hyphens. Null for what can be none. */
export function readTag(typed: string): string | null {
  const tag = typed.trim().toLowerCase().replaceAll(/\s+/g, "-");
  return TAG_FORM.test(tag) ? tag : null;
}
