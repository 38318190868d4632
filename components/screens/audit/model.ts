/** One member of what an act was about, before and after; null where there was none. */
export interface ChangeLine {
  field: string;
  before: string | null;
  after: string | null;
}

export interface AuditRow {
  id: string;
  at: string;
  /** Who did it, in words. */
  actor: string;
  /** As the journal writes him; null where that adds nothing. */
  actorId: string | null;
  /** In whose name, where somebody acted for another. */
  onBehalfOf: string | null;
  /** The journal's name of the act: `subscription.changed`. */
  action: string;
  entity: { type: string; id: string };
  /** Named where entries of several organizations stand together. */
  organization: { name: string; href: string } | null;
  reason: string | null;
  changes: readonly ChangeLine[];
  href: string;
}

export interface AuditEntry extends AuditRow {
  position: string;
  requestId: string | null;
  ip: string | null;
  hash: string;
}

export interface AuditFilterModel {
  actor: string;
  action: string;
  entity: string;
  /** Our id or the vendor's external key; asked for on the operator's page alone. */
  organization: string;
  /** Days in UTC, both included: 2026-11-21. */
  from: string;
  to: string;
}

/** What the last check of the chains came to. */
export interface ChainStanding {
  /** How many chains the page is about: one on a tenant's, all on the operator's. */
  chains: number;
  unchecked: number;
  checkedSince: string | null;
  broken: readonly BrokenChainRow[];
}

export interface BrokenChainRow {
  chain: string;
  name: string;
  position: string;
  because: string;
  /** The entry that stands there; null when none does. */
  entryHref: string | null;
}

export interface ReadyAudit {
  kind: "ready";
  /** The portal's page shows one organization's entries, the console's everybody's. */
  whose: "tenant" | "operator";
  path: string;
  filter: AuditFilterModel;
  filtered: boolean;
  standing: ChainStanding;
  rows: readonly AuditRow[];
  csvHref: string;
  csvRows: number;
  nextHref: string | null;
  firstHref: string | null;
}

export type AuditModel = ReadyAudit | { kind: "failed"; requestId: string; retryHref: string };

export interface ReadyAuditEntry {
  kind: "ready";
  entry: AuditEntry;
  backHref: string;
}

export type AuditEntryModel = ReadyAuditEntry | { kind: "failed"; requestId: string; retryHref: string };

/** What came of a check that somebody asked for, in words. */
export type CheckAnswer = { kind: "checked"; words: string } | { kind: "refused"; message: string };
export type CheckAction = () => Promise<CheckAnswer>;
