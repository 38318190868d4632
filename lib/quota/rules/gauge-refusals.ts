import { MAX_UNITS_PER_EVENT } from "@/lib/kernel/quantity";
import type { Refusal } from "../model";

/** What is added up is at least one unit; only a gauge can stand at nothing. */
export const nothingToAdd = (meter: string): Refusal => ({
  code: "VALIDATION_ERROR",
  message: `units must be a whole number from 1 to ${MAX_UNITS_PER_EVENT}: ${meter} adds up what is reported, and only a gauge reports 0.`,
  pointer: "/units",
});

/** A gauge says what is there. Nothing of it can be set aside for work in progress. */
export const holdOnGauge = (meter: string): Refusal => ({
  code: "VALIDATION_ERROR",
  message: `Nothing can be held on ${meter}: it is a gauge, whose events report what is there. Report the new value with POST /v1/usage.`,
  pointer: "/meter",
});

/** One more would be meant of what is added up; a gauge that does not say its value says nothing. */
export const valueMissing = (meter: string): Refusal => ({
  code: "VALIDATION_ERROR",
  message: `units is missing: ${meter} is a gauge, whose events report the value that is there.`,
  pointer: "/units",
});
