import { isId } from "@/lib/kernel/ids";
import type { FieldError } from "@/lib/kernel/errors";

export const EMAIL_MAX = 255;
export const USER_NAME_MAX = 100;
export const ORGANIZATION_NAME_MAX = 200;
export const EXTERNAL_KEY_MAX = 255;
export const METADATA_PAIRS_MAX = 50;
export const METADATA_KEY_MAX = 40;
export const METADATA_VALUE_MAX = 500;

const EMAIL_FORM =
  /^[^\s@"(),:;<>[\\\]]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
const CONTROL = /\p{Cc}/u;

/** The stored form of an e-mail address (trimmed, lower case), or null when it is none. */
export function normalEmail(text: string): string | null {
  const email = text.trim().toLowerCase();
  const local = email.slice(0, Math.max(email.indexOf("@"), 0));
  const dots = local.startsWith(".") || local.endsWith(".") || local.includes("..");
  return email.length <= EMAIL_MAX && !dots && EMAIL_FORM.test(email) ? email : null;
}

/** A name as it is kept: trimmed, inner white space single, no control characters; null when nothing or too much is left. */
export function normalName(text: string, max: number): string | null {
  if (CONTROL.test(text.trim())) return null;
  const name = text.trim().replace(/\s+/gu, " ");
  return name.length >= 1 && name.length <= max ? name : null;
}

/** Whether the machine's calendar knows the zone (IANA name). */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9+_/-]{1,63}$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** Whether a text may be the vendor's own id of a customer. It must not look like one of ours: it stands in the same place. */
export const isExternalKey = (text: string): boolean =>
  text.length >= 1 && text.length <= EXTERNAL_KEY_MAX && /^[\x21-\x7e]+$/.test(text) && !isId("organization", text);

/** What is wrong with metadata; empty when nothing is. */
export function metadataErrors(metadata: Readonly<Record<string, string>>): FieldError[] {
  const pairs = Object.entries(metadata);
  const errors: FieldError[] = [];
  if (pairs.length > METADATA_PAIRS_MAX)
    errors.push(fieldError("/metadata", "too_many", `Metadata holds at most ${METADATA_PAIRS_MAX} pairs.`));
  for (const [key, value] of pairs) {
    if (key.length < 1 || key.length > METADATA_KEY_MAX) {
      errors.push(fieldError("/metadata", "key_length", `A metadata key has 1 to ${METADATA_KEY_MAX} characters.`));
    } else if (value.length > METADATA_VALUE_MAX) {
      errors.push(
        fieldError(
          `/metadata/${pointerPart(key)}`,
          "too_long",
          `A metadata value has at most ${METADATA_VALUE_MAX} characters.`,
        ),
      );
    }
  }
  return errors;
}

/** A member's name inside a JSON pointer (RFC 6901). */
const pointerPart = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

export const fieldError = (pointer: string, code: string, message: string, fix?: string): FieldError => ({
  pointer,
  code,
  message,
  ...(fix === undefined ? {} : { fix }),
});
