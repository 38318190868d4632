import type { Difference, FieldDifference } from "./model";

/** What a country decides about is told; whose name, address or number it is stays with whoever looks at both sides. */
const TOLD_OF_A_CUSTOMER: readonly string[] = ["organization", "address.country"];
const NOT_TOLD = "(not kept)";

/**
 * A difference for the journal and the log, which keep what they are told for long: of a customer the names of the fields,
 * without the name, the address or the number of a person.
 */
export function withoutPersons(difference: Difference): Difference {
  if (difference.kind !== "customer") return difference;
  return { ...difference, fields: difference.fields.map(hidden) };
}

const hidden = (field: FieldDifference): FieldDifference =>
  TOLD_OF_A_CUSTOMER.includes(field.field)
    ? field
    : { field: field.field, ours: field.ours && NOT_TOLD, stripe: field.stripe && NOT_TOLD };
