import type { UnitName } from "@/lib/kernel/units";
import type { DriftRow } from "../operator-start/model";
import type { SegmentLink } from "@/components/ui/segmented";

export interface PanelLimit {
  window: string;
  /** Null is unlimited. */
  limit: number | null;
  policy: "HARD_STOP" | "METERED";
  source: "plan" | "override";
  /** What the plan alone gives, in words; absent where that is the limit itself. */
  planGives?: string;
}

export interface PanelOverride {
  about: string;
  reason: string;
  author: string;
  createdAt: string;
  expiresAt: string | null;
}

export interface PanelWindow {
  window: string;
  limit: number | null;
  /** Where a spend limit stops calls beyond a metered limit. */
  ceiling: number | null;
  logged: number;
  held: number;
  events: number;
  counter: { used: number; pending: number } | null;
  drift: number | null;
}

export interface PanelEvent {
  id: string;
  key: string;
  units: number;
  source: string;
  countedAt: string;
}

export interface ProofLine {
  state: "HOLDS" | "FAILS" | "NOTED";
  /** The window it is about; null for the meter as a whole. */
  where: string | null;
  identity: string;
  because: string | null;
}

export interface ProofModel {
  holds: boolean;
  at: string;
  generation: number;
  /** Said when calls were in flight. */
  waited: string | null;
  lines: readonly ProofLine[];
}

/** One meter, from what it is entitled to down to what was counted. */
export interface MeterPanel {
  slug: string;
  name: string;
  /** How its units are read; all figures are base units. */
  unit: UnitName;
  plan: string | null;
  feature: { slug: string; enabled: boolean; source: "plan" | "override" } | null;
  limits: readonly PanelLimit[];
  overrides: readonly PanelOverride[];
  /** What one more unit would meet. */
  decision: { admitted: boolean; words: string };
  fence: { id: number; generation: number; validUntil: string | null };
  /** Of a gauge `postgres`, unless Redis happens to be current. */
  counter: "current" | "behind" | "none" | "away" | "postgres";
  windows: readonly PanelWindow[];
  events: readonly PanelEvent[];
  /** From when on the log has every event; null: from the first. */
  logFrom: string | null;
  lastRefusal: { at: string; units: number; message: string } | null;
}

export interface AggregateRow {
  meter: string;
  unit: UnitName;
  window: string;
  units: number;
  events: number;
  limit: number | null;
  overage: number;
  peak: string | null;
  closed: boolean;
}

export interface ReadyQuotaPanel {
  kind: "ready";
  organization: { id: string; name: string; slug: string };
  environment: string;
  environments: readonly SegmentLink[];
  redisAway: boolean;
  meters: readonly MeterPanel[];
  aggregates: readonly AggregateRow[];
  drifts: readonly DriftRow[];
  mayReconcile: boolean;
  /** A proof that is open at the start, by slug; for the gallery. */
  proofs?: Readonly<Record<string, ProofModel>>;
}

export type QuotaPanelModel = ReadyQuotaPanel | { kind: "failed"; requestId: string; retryHref: string };

export type ProveAnswer = { kind: "proved"; proof: ProofModel } | { kind: "refused"; message: string };
export type ReconcileAnswer = { kind: "rebuilt" } | { kind: "refused"; message: string };

/** What the panel may ask of the house, for one meter of the organization and environment that it shows. */
export interface QuotaPanelActions {
  prove(meter: string): Promise<ProveAnswer>;
  reconcile(meter: string): Promise<ReconcileAnswer>;
}
