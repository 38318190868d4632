import { invalid, type FieldError } from "@/lib/kernel/errors";
import type { Metadata } from "./model";
import {
  EXTERNAL_KEY_MAX,
  fieldError,
  isExternalKey,
  isTimeZone,
  metadataErrors,
  normalEmail,
  normalName,
  ORGANIZATION_NAME_MAX,
} from "./rules/form";

/** What may be said about an organization. Null takes a value away. */
export interface OrganizationFields {
  readonly name?: string;
  readonly externalKey?: string | null;
  readonly billingEmail?: string | null;
  readonly timeZone?: string;
  readonly metadata?: Metadata;
}

/** The fields in their stored form; throws VALIDATION_ERROR that names every wrong one. Absent fields stay absent. */
export function validOrganizationFields<T extends OrganizationFields>(given: T): T {
  const errors: FieldError[] = [];
  const name = given.name === undefined ? undefined : normalName(given.name, ORGANIZATION_NAME_MAX);
  const billingEmail = given.billingEmail ? normalEmail(given.billingEmail) : given.billingEmail;
  if (name === null)
    errors.push(fieldError("/name", "length", `An organization's name has 1 to ${ORGANIZATION_NAME_MAX} characters.`));
  if (given.billingEmail && !billingEmail)
    errors.push(
      fieldError("/billingEmail", "email", "This is not an e-mail address.", "Write it like billing@example.com."),
    );
  if (given.externalKey !== undefined && given.externalKey !== null && !isExternalKey(given.externalKey)) {
    errors.push(
      fieldError(
        "/externalKey",
        "form",
        `An externalKey has 1 to ${EXTERNAL_KEY_MAX} printable ASCII characters without spaces.`,
        "It must not have the form of an id of ours (og_…).",
      ),
    );
  }
  if (given.timeZone !== undefined && !isTimeZone(given.timeZone)) {
    errors.push(
      fieldError("/timeZone", "time_zone", "This time zone is not known.", "Use an IANA name such as Europe/Paris."),
    );
  }
  if (given.metadata) errors.push(...metadataErrors(given.metadata));
  if (errors.length > 0) throw invalid(errors);
  return {
    ...given,
    ...(name === undefined ? {} : { name }),
    ...(billingEmail === undefined ? {} : { billingEmail }),
  };
}
