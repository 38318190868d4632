export type TrialEndBehavior = "cancel" | "create_invoice" | "pause";

/** What happens at a trial's end when no card is there; the API's default is to make an invoice anyway. */
export function behaviorOf(text: string | undefined): TrialEndBehavior {
  return text === "cancel" || text === "pause" ? text : "create_invoice";
}
