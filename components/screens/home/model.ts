import type { Money } from "@/components/format";
import type { Allowance } from "../usage/model";

export type HomePlanState =
  "trialing" | "active" | "past_due" | "paused" | "unpaid" | "incomplete" | "canceled" | "suspended";

export interface HomePlan {
  name: string;
  state: HomePlanState;
  /** null for a plan that costs nothing or is kept by contract. */
  price: Money | null;
  interval: "month" | "year";
  /** The span that is paid or running; null where the plan has none. */
  period: { from: string; until: string } | null;
  /** End of the trial while it runs. */
  trialEndsAt: string | null;
  /** Set while a cancellation waits for the period to end. */
  cancelsAt: string | null;
  /** A change of plan that waits for its day. */
  scheduled: { planName: string; at: string } | null;
}

/** A charge that will come; null sums are a plan that charges nothing. */
export interface HomeNextCharge {
  amount: Money;
  on: string;
  /** An estimate as long as usage is still being added. */
  estimated: boolean;
}

export interface HomeAlert {
  id: string;
  tone: "warning" | "danger" | "info";
  text: string;
  at: string;
  href: string;
}

export type HomeInvoiceState = "draft" | "open" | "paid" | "void" | "uncollectible";

export interface HomeInvoice {
  id: string;
  number: string;
  issuedAt: string;
  state: HomeInvoiceState;
  total: Money;
  href: string;
}

/** How the first call is sent: by whoever may make a key, or with one that somebody else makes. */
export interface QuickStart {
  snippet: string;
  /** Null where the reader makes keys; else the names of those who can, owners first. */
  askForKey: readonly string[] | null;
}

export interface ReadyHome {
  kind: "ready";
  organizationName: string;
  timeZone: string;
  /** The business moment the page was made at. */
  asOf: string;
  plan: HomePlan;
  nextCharge: HomeNextCharge | null;
  hasCard: boolean;
  allowances: readonly Allowance[];
  alerts: readonly HomeAlert[];
  invoices: readonly HomeInvoice[];
  /** Present until the first event was counted. */
  quickStart?: QuickStart;
  /** Whether the reader may change what is paid for. */
  mayBuy: boolean;
  links: { usage: string; billing: string; changePlan: string; apiKeys: string };
}

/** What the organization's first page shows. */
export type HomeModel = ReadyHome | { kind: "failed"; requestId: string; retryHref: string } | { kind: "loading" };
