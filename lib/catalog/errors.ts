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

/** A plan is created once; what it says afterwards is changed where the whole catalog is seen. */
export const planExists = (code: string, version: number, status: string): AppError =>
  conflict(
    `There is a plan ${code} already (version ${version}, ${status.toLowerCase()}), and it says something else. Change it with a file of the whole catalog, or archive it first.`,
    { plan: code, version },
  );

export const fallbackStays = (code: string): AppError =>
  conflict(
    `${code} is the plan that organizations start on and fall back to, so it cannot be archived. Apply a catalog that marks another plan as fallback first.`,
    { plan: code },
  );
