import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** Counters of one process, served at /metrics. */
export interface Metrics {
  readonly registry: Registry;
  readonly quota: Counter<"event">;
  readonly quotaSeconds: Histogram<"outcome">;
  /** What became of events that others sent: stored, repeated, refused; processed, failed, dead. */
  readonly inbox: Counter<"event">;
  /** From the arrival of an event to its effect. */
  readonly inboxSeconds: Histogram;
  /** Of the whole deployment, read from the database when the page is asked for. */
  readonly inboxEvents: Gauge<"state">;
  readonly inboxOldestSeconds: Gauge;
  /** The same, of reports to Stripe's meters. */
  readonly overageReports: Gauge<"state">;
  /** What the fleet has found lately, whichever process found it: read from the database when the page is asked for. */
  readonly quotaDriftUnits: Gauge;
  readonly quotaDriftRatio: Gauge;
  readonly requests: Histogram<"route" | "status">;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    quota: new Counter({
      name: "weir_quota_events_total",
      help: "Rebuilds, fenced commits, slow paths, confirmations that failed and other events of the quota.",
      labelNames: ["event"],
      registers: [registry],
    }),
    quotaSeconds: new Histogram({
      name: "weir_quota_decision_seconds",
      help: "Time from a parsed request to its decision.",
      labelNames: ["outcome"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
      registers: [registry],
    }),
    inbox: new Counter({
      name: "weir_inbox_events_total",
      help: "Events that others sent, by what became of them: stored, repeated, refused, processed, failed, dead.",
      labelNames: ["event"],
      registers: [registry],
    }),
    inboxEvents: new Gauge({
      name: "weir_inbox_events",
      help: "Events that others sent and that wait or are dead.",
      labelNames: ["state"],
      registers: [registry],
    }),
    inboxOldestSeconds: new Gauge({
      name: "weir_inbox_oldest_seconds",
      help: "For how long the oldest event that is not done has been here.",
      registers: [registry],
    }),
    overageReports: new Gauge({
      name: "weir_overage_reports",
      help: "Reports of usage beyond allowances that wait for Stripe or could not be counted there.",
      labelNames: ["state"],
      registers: [registry],
    }),
    inboxSeconds: new Histogram({
      name: "weir_inbox_seconds",
      help: "Time from the arrival of an event to its effect.",
      buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3_600],
      registers: [registry],
    }),
    quotaDriftUnits: new Gauge({
      name: "weir_quota_drift_units",
      help: "Units by which counters differed from the log: found within 15 minutes, or not repaired yet. The promise is 0.",
      registers: [registry],
    }),
    quotaDriftRatio: new Gauge({
      name: "weir_quota_drift_ratio",
      help: "The largest of these differences as a share of its log. The alarm is QUOTA_DRIFT_ALARM_PERCENT.",
      registers: [registry],
    }),
    requests: new Histogram({
      name: "weir_http_request_seconds",
      help: "Duration of requests by route and status.",
      labelNames: ["route", "status"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    }),
  };
}
