import type { Job } from "./job";
import { aggregateUsageJob } from "./jobs/aggregate-usage";
import { anchorJournal } from "./jobs/anchor-journal";
import { archiveLog } from "./jobs/archive-log";
import { clearActivations } from "./jobs/clear-activations";
import { clearRequestDays } from "./jobs/clear-request-days";
import { carryOutRefundsJob } from "./jobs/carry-out-refunds";
import { closeWindows } from "./jobs/close-windows";
import { compareCounters } from "./jobs/compare-counters";
import { compareStripe } from "./jobs/compare-stripe";
import { endImpersonations } from "./jobs/end-impersonations";
import { endSubscriptions } from "./jobs/end-subscriptions";
import { endSessions } from "./jobs/end-sessions";
import { countUsageSharesJob } from "./jobs/count-usage-shares";
import { ensurePartitions } from "./jobs/ensure-partitions";
import { expireOverridesJob } from "./jobs/expire-overrides";
import { repairIdentities } from "./jobs/repair-identities";
import { pruneOnce } from "./jobs/prune-once";
import { reconcileStripe } from "./jobs/reconcile-stripe";
import { rotateSigningKeyJob } from "./jobs/rotate-signing-key";
import { reportSeats } from "./jobs/report-seats";
import { reportOverageJob } from "./jobs/report-overage";
import { syncCatalog } from "./jobs/sync-catalog";
import { sweepAlertsJob } from "./jobs/sweep-alerts";
import { rollPeriodsJob } from "./jobs/roll-periods";
import { verifyJournalJob } from "./jobs/verify-journal";
import { watchInbox } from "./jobs/watch-inbox";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Everything that runs by itself. Besides these the worker polls two queues of record (Stripe's inbox and the outbox),
 * beats once a second and sweeps the quota: see worker.ts.
 */
export const TIMETABLE: readonly Job[] = [
  {
    name: "close-windows",
    everySeconds: 5,
    leaseSeconds: MINUTE,
    what: "closes usage windows whose lateness has passed",
    run: closeWindows,
  },
  {
    name: "compare-counters",
    everySeconds: MINUTE,
    leaseSeconds: 10 * MINUTE,
    what: "compares counters with the log; writes down and repairs what differs",
    run: compareCounters,
  },
  {
    // Once a day there is something to do; looking often lets it begin soon after the night, and after an outage.
    name: "aggregate-usage",
    everySeconds: MINUTE,
    leaseSeconds: HOUR,
    what: "sums finished days and their windows into usage aggregates, missed nights in order",
    run: aggregateUsageJob,
  },
  {
    name: "count-usage-shares",
    everySeconds: 5 * MINUTE,
    leaseSeconds: 10 * MINUTE,
    what: "counts how much of its fullest allowance each organization uses, for the order of the console's list",
    run: countUsageSharesJob,
  },
  {
    name: "roll-periods",
    everySeconds: 10,
    leaseSeconds: MINUTE,
    what: "writes the present period into subscriptions that we keep ourselves",
    run: rollPeriodsJob,
  },
  {
    name: "end-subscriptions",
    everySeconds: 5,
    leaseSeconds: 2 * MINUTE,
    what: "ends our own trials and cancellations whose moment has come",
    run: endSubscriptions,
  },
  {
    name: "expire-overrides",
    everySeconds: 30,
    leaseSeconds: 2 * MINUTE,
    what: "closes and journals overrides whose time is over",
    run: expireOverridesJob,
  },
  {
    name: "reconcile-stripe",
    everySeconds: 5 * MINUTE,
    leaseSeconds: 10 * MINUTE,
    what: "fetches Stripe events that no webhook brought",
    run: reconcileStripe,
  },
  {
    name: "compare-stripe",
    everySeconds: DAY,
    leaseSeconds: HOUR,
    what: "compares live subscriptions with Stripe and repairs what differs",
    run: compareStripe,
  },
  {
    name: "carry-out-refunds",
    everySeconds: MINUTE,
    leaseSeconds: 10 * MINUTE,
    what: "takes up refunds of which Stripe's answer never came",
    run: carryOutRefundsJob,
  },
  {
    name: "sync-catalog",
    everySeconds: MINUTE,
    leaseSeconds: 10 * MINUTE,
    what: "brings prices on sale to Stripe that it does not have yet",
    run: syncCatalog,
  },
  {
    // Each window is looked at hourly, and every minute from shortly before its end until it is closed.
    name: "report-overage",
    everySeconds: MINUTE,
    leaseSeconds: 10 * MINUTE,
    what: "tells Stripe's meters what is used beyond metered allowances",
    run: reportOverageJob,
  },
  {
    name: "report-seats",
    everySeconds: 5 * MINUTE,
    leaseSeconds: 10 * MINUTE,
    what: "tells the taken seats of organizations that are older than the meter or their plan's limit",
    run: reportSeats,
  },
  {
    name: "watch-inbox",
    everySeconds: MINUTE,
    leaseSeconds: MINUTE,
    what: "raises the alarm when Stripe's events fall behind or are dead",
    run: watchInbox,
  },
  {
    name: "sweep-alerts",
    everySeconds: HOUR,
    leaseSeconds: 10 * MINUTE,
    what: "fires alerts of usage that a process which died has left behind",
    run: sweepAlertsJob,
  },
  {
    name: "ensure-partitions",
    everySeconds: HOUR,
    leaseSeconds: MINUTE,
    what: "makes the monthly partitions of the usage log ahead of time",
    run: ensurePartitions,
  },
  {
    name: "archive-log",
    everySeconds: HOUR,
    leaseSeconds: HOUR,
    what: "moves months of the usage log that need not be kept to the archive",
    run: archiveLog,
  },
  {
    name: "anchor-journal",
    everySeconds: HOUR,
    leaseSeconds: 10 * MINUTE,
    what: "copies the heads of the journal, so that a chain that is cut is noticed",
    run: anchorJournal,
  },
  {
    name: "verify-journal",
    everySeconds: DAY,
    leaseSeconds: HOUR,
    what: "recomputes every chain of the journal and raises the alarm when one is broken",
    run: verifyJournalJob,
  },
  {
    name: "end-impersonations",
    everySeconds: MINUTE,
    leaseSeconds: MINUTE,
    what: "writes down that staff's time for acting in a member's name is over",
    run: endImpersonations,
  },
  {
    name: "end-sessions",
    everySeconds: HOUR,
    leaseSeconds: 5 * MINUTE,
    what: "clears away the rows of sessions that are over",
    run: endSessions,
  },
  {
    name: "repair-identities",
    everySeconds: DAY,
    leaseSeconds: HOUR,
    what: "compares users and memberships with Clerk, where people sign in there",
    run: repairIdentities,
  },
  {
    name: "prune-once",
    everySeconds: HOUR,
    leaseSeconds: 5 * MINUTE,
    what: "forgets first results older than a week",
    run: pruneOnce,
  },
  {
    name: "rotate-signing-key",
    everySeconds: HOUR,
    leaseSeconds: 2 * MINUTE,
    what: "makes the next key for access tokens when the present one has signed for a month",
    run: rotateSigningKeyJob,
  },
  {
    name: "clear-activations",
    everySeconds: HOUR,
    leaseSeconds: 2 * MINUTE,
    what: "clears away installations and codes that ended three months ago",
    run: clearActivations,
  },
  {
    name: "clear-request-days",
    everySeconds: DAY,
    leaseSeconds: 5 * MINUTE,
    what: "clears away how often keys were used more than a month ago",
    run: clearRequestDays,
  },
];
