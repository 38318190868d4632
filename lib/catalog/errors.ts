import { AppError, conflict, invalid, type FieldError } from "@/lib/kernel/errors";

/** A catalog file that cannot be applied; every fault is named by its path in the file. */
export const catalogInvalid = (fields: readonly FieldError[]): AppError => {
  const lines = fields.map((field) => `${field.pointer || "/"}: ${field.message}`);
  return invalid(fields, `The catalog file is not valid.\n${lines.join("\n")}`);
};

export const catalogUnreadable = (reason: string): AppError =>
  new AppError("MALFORMED", `The catalog file is not readable YAML: ${reason}`);

export const noFallbackPlan = (): AppError =>
  conflict(
    "The catalog has no active plan marked as fallback, so there is nothing an organization could start on. Apply a catalog whose free plan says `fallback: true`.",
  );

export const planNotFound = (): AppError =>
  new AppError("NOT_FOUND", "No such plan. Check its code or id against the list of plans.");
