import type { UnitName } from "@/lib/kernel/units";

export type SubscriptionState = "INCOMPLETE" | "TRIALING" | "ACTIVE" | "PAST_DUE" | "PAUSED" | "UNPAID" | "CANCELED";

export interface OrganizationRow {
  id: string;
  name: string;
  slug: string;
  externalKey: string | null;
  /** E-mail of the owner who has been there longest. */
  owner: string | null;
  kind: "personal" | "team";
  status: "active" | "suspended" | "archived";
  /** Null while it has no subscription, which its next sign-in repairs. */
  plan: string | null;
  subscription: SubscriptionState | null;
  /** What staff call it. */
  tags: readonly string[];
  /** The allowance of which the largest share is used, in base units; null where nothing finite is. */
  fullest: {
    meter: string;
    window: "DAY" | "MONTH" | "BILLING_PERIOD" | "LIFETIME";
    unit: UnitName;
    used: number;
    limit: number;
    policy: "HARD_STOP" | "METERED";
  } | null;
  createdAt: string;
  href: string;
}

export interface OrganizationFilter {
  search: string;
  status: "" | OrganizationRow["status"];
  /** Code of a plan. */
  plan: string;
  tag: string;
  sort: "newest" | "oldest" | "name" | "usage";
}

export interface ReadyOrganizations {
  kind: "ready";
  filter: OrganizationFilter;
  filtered: boolean;
  plans: readonly { code: string; name: string }[];
  /** Every tag that is in use. */
  tags: readonly string[];
  /** Since when the order by usage holds; null in another order, or while it was never counted. */
  orderedAt: string | null;
  /** The same list as a file, all pages of it, and how many rows it may have. */
  csvHref: string;
  csvRows: number;
  rows: readonly OrganizationRow[];
  /** Address of the next page; null on the last one. */
  nextHref: string | null;
  /** Address of the first page; null on it. */
  firstHref: string | null;
}

export type OrganizationsModel = ReadyOrganizations | { kind: "failed"; requestId: string; retryHref: string };
