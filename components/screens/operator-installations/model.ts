import type { InstallationRow } from "../activation/model";

/** An installation with whose it is. */
export interface TenantInstallation extends InstallationRow {
  organization: { id: string; name: string; href: string };
}

export interface InstallationsFilter {
  /** Part of a domain, or the organization by id, slug or external key. */
  search: string;
  state: "" | "active" | "ended" | "reused";
}

export interface ReadyInstallations {
  kind: "ready";
  filter: InstallationsFilter;
  filtered: boolean;
  rows: readonly TenantInstallation[];
  nextHref: string | null;
  firstHref: string | null;
  /** Whether the reader may end one; support reads. */
  mayRevoke: boolean;
  /** The dialog that is open at the start; for the gallery. */
  asksAbout?: string;
}

export type InstallationsModel = ReadyInstallations | { kind: "failed"; requestId: string; retryHref: string };

export type EndAnswer = { kind: "ended" } | { kind: "refused"; message: string };

/** Ends an installation of an organization, with a reason. A refusal is a value; none is thrown. */
export type EndInstallation = (organization: string, id: string, reason: string) => Promise<EndAnswer>;
