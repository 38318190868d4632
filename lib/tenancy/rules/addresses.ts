import type { FieldError } from "@/lib/kernel/errors";
import { fieldError, normalEmail } from "./form";

/** As many as one request invites. */
export const MAX_INVITED_AT_ONCE = 50;

/** Addresses in their stored form, in the order given; or what is wrong with each that is none. */
export function normalAddresses(given: readonly string[]): {
  emails: readonly string[];
  errors: readonly FieldError[];
} {
  if (given.length === 0 || given.length > MAX_INVITED_AT_ONCE) {
    const message = `Between 1 and ${MAX_INVITED_AT_ONCE} addresses can be invited at once.`;
    return { emails: [], errors: [fieldError("/emails", "count", message, "Send the rest in another request.")] };
  }
  const emails: string[] = [];
  const errors: FieldError[] = [];
  given.forEach((text, i) => {
    const email = normalEmail(text);
    if (email) emails.push(email);
    else {
      const message = `"${text.trim().slice(0, 100)}" is not an e-mail address.`;
      errors.push(fieldError(`/emails/${i}`, "email", message, "Write it like ada@example.com."));
    }
  });
  return { emails, errors };
}
