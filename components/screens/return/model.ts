import type { Money } from "@/components/format";

interface Settled {
  planName: string;
  /** Where to go on: the organization's home. */
  continueHref: string;
  timeZone: string;
}

/** What became of a payment when its buyer comes back. Every one of them may be reloaded without doing anything twice. */
export type ReturnModel =
  | {
      /** The session is being fetched from the provider; the page asks again by itself. */
      kind: "confirming";
      planName: string;
    }
  | (Settled & { kind: "paid"; paid: Money; receiptTo: string; invoiceHref?: string; nextChargeAt: string | null })
  | (Settled & { kind: "trial_started"; trialEndsAt: string; then: Money; interval: "month" | "year" })
  | {
      /** The provider has it but the bank has not answered, which can take days for some methods. */
      kind: "processing";
      planName: string;
      continueHref: string;
      sessionReference: string;
    }
  | { kind: "requires_action"; planName: string; actionHref: string; backHref: string }
  | { kind: "failed"; planName: string; reason: string; retryHref: string; backHref: string }
  | (Settled & { kind: "already_done"; since: string })
  | { kind: "unknown"; backHref: string };
