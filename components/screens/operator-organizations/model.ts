export interface OrganizationRow {
  id: string;
  name: string;
  slug: string;
  externalKey: string | null;
  kind: "personal" | "team";
  status: "active" | "suspended" | "archived";
  createdAt: string;
  href: string;
}

export interface ReadyOrganizations {
  kind: "ready";
  search: string;
  rows: readonly OrganizationRow[];
  /** Address of the next page; null on the last one. */
  nextHref: string | null;
  /** Address of the first page; null on it. */
  firstHref: string | null;
}

export type OrganizationsModel = ReadyOrganizations | { kind: "failed"; requestId: string; retryHref: string };
