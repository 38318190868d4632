import { newId } from "@/lib/kernel/ids";
import { dateOf, type Instant } from "@/lib/kernel/time";
import { isUniqueViolation, sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import { Prisma, type Subscription as Row } from "@/lib/platform/generated/prisma/client";
import { alreadySubscribed, changedMeanwhile } from "./errors";
import type { LiveStatus, NewSubscription, ScheduledChange, Subscription, SubscriptionTerms } from "./model";

const LIVE: LiveStatus[] = ["TRIALING", "ACTIVE", "PAST_DUE", "PAUSED", "UNPAID"];

export async function loadLive(db: DbOrTx, organizationId: string): Promise<Subscription | null> {
  const row = await db.subscription.findFirst({ where: { organizationId, status: { in: LIVE } } });
  return row && subscriptionOf(row);
}

/** The live row under a lock, so that what is decided from it is still true when it is written. */
export async function lockLive(tx: Tx, organizationId: string): Promise<Subscription | null> {
  await sqlOf(tx).query("select id from subscription where organization_id = $1 order by id for update", [
    organizationId,
  ]);
  return loadLive(tx, organizationId);
}

export async function loadById(db: DbOrTx, id: string): Promise<Subscription | null> {
  const row = await db.subscription.findUnique({ where: { id } });
  return row && subscriptionOf(row);
}

export async function loadByStripeId(db: DbOrTx, stripeSubscriptionId: string): Promise<Subscription | null> {
  const row = await db.subscription.findUnique({ where: { stripeSubscriptionId } });
  return row && subscriptionOf(row);
}

/** By id, the last first: ids are made in the order of time, also while business time stands still or is moved. */
export async function loadHistory(
  db: DbOrTx,
  organizationId: string,
  limit: number,
  after: string | null,
): Promise<Subscription[]> {
  const rows = await db.subscription.findMany({
    where: { organizationId, ...(after === null ? {} : { id: { lt: after } }) },
    orderBy: { id: "desc" },
    take: limit,
  });
  return rows.map(subscriptionOf);
}

export async function countTrials(db: DbOrTx, organizationId: string): Promise<number> {
  return db.subscription.count({ where: { organizationId, trialStart: { not: null } } });
}

/** Live rows of ours whose written period is over, oldest first. */
export async function loadPeriodsToRoll(db: DbOrTx, now: Instant, limit: number): Promise<Subscription[]> {
  const rows = await db.subscription.findMany({
    where: {
      status: { in: LIVE },
      source: "INTERNAL",
      currentPeriodEnd: { lte: dateOf(now) },
      cancelAtPeriodEnd: false,
    },
    orderBy: [{ currentPeriodEnd: "asc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map(subscriptionOf);
}

/** Live rows of ours that are due to end: a cancellation whose moment has come, or a trial that is over. */
export async function loadDueToEnd(db: DbOrTx, now: Instant, limit: number): Promise<Subscription[]> {
  const rows = await db.subscription.findMany({
    where: {
      source: "INTERNAL",
      status: { in: LIVE },
      OR: [
        { cancelAt: { lte: dateOf(now) } },
        { cancelAtPeriodEnd: true, currentPeriodEnd: { lte: dateOf(now) } },
        { status: "TRIALING", trialEnd: { lte: dateOf(now) } },
      ],
    },
    orderBy: [{ currentPeriodEnd: "asc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map(subscriptionOf);
}

/** Inserts a subscription. CONFLICT when the organization already has a live one: the database allows one. */
export async function insert(tx: Tx, wanted: NewSubscription, now: Instant): Promise<Subscription> {
  try {
    const row = await tx.subscription.create({
      data: {
        id: newId("subscription"),
        organizationId: wanted.organizationId,
        source: wanted.source,
        stripeSubscriptionId: wanted.stripeSubscriptionId,
        ...termColumns(wanted),
        createdAt: dateOf(now),
        updatedAt: dateOf(now),
      },
    });
    return subscriptionOf(row);
  } catch (error) {
    if (isUniqueViolation(error)) throw alreadySubscribed();
    throw error;
  }
}

/** Writes new terms over the revision that was seen; CONFLICT when somebody else was faster. */
export async function update(
  tx: Tx,
  seen: Subscription,
  terms: SubscriptionTerms,
  now: Instant,
): Promise<Subscription> {
  const written = await tx.subscription.updateMany({
    where: { id: seen.id, revision: seen.revision },
    data: { ...termColumns(terms), revision: { increment: 1 }, updatedAt: dateOf(now) },
  });
  if (written.count !== 1) throw changedMeanwhile();
  return { ...seen, ...terms, revision: seen.revision + 1 };
}

const termColumns = (terms: SubscriptionTerms) => ({
  planId: terms.planId,
  status: terms.status,
  interval: terms.interval,
  quantity: terms.quantity,
  anchorAt: dateOf(terms.anchorAt),
  currentPeriodStart: dateOf(terms.period.start),
  currentPeriodEnd: dateOf(terms.period.end),
  trialStart: dateOrNull(terms.trial?.start),
  trialEnd: dateOrNull(terms.trial?.end),
  cancelAtPeriodEnd: terms.cancelAtPeriodEnd,
  cancelAt: dateOrNull(terms.cancelAt),
  canceledAt: dateOrNull(terms.canceledAt),
  cancelReason: terms.cancelReason,
  endedAt: dateOrNull(terms.endedAt),
  pastDueSince: dateOrNull(terms.pastDueSince),
  scheduledChange: terms.scheduledChange === null ? Prisma.DbNull : { ...terms.scheduledChange },
});

const dateOrNull = (t: Instant | null | undefined): Date | null => (t === null || t === undefined ? null : dateOf(t));
const instantOrNull = (date: Date | null): Instant | null => date?.getTime() ?? null;

function subscriptionOf(row: Row): Subscription {
  return {
    id: row.id,
    organizationId: row.organizationId,
    planId: row.planId,
    status: row.status,
    source: row.source,
    interval: row.interval,
    quantity: row.quantity,
    anchorAt: row.anchorAt.getTime(),
    period: { start: row.currentPeriodStart.getTime(), end: row.currentPeriodEnd.getTime() },
    trial: row.trialStart && row.trialEnd ? { start: row.trialStart.getTime(), end: row.trialEnd.getTime() } : null,
    cancelAtPeriodEnd: row.cancelAtPeriodEnd,
    cancelAt: instantOrNull(row.cancelAt),
    canceledAt: instantOrNull(row.canceledAt),
    cancelReason: row.cancelReason,
    endedAt: instantOrNull(row.endedAt),
    pastDueSince: instantOrNull(row.pastDueSince),
    scheduledChange: scheduledChangeOf(row.scheduledChange),
    stripeSubscriptionId: row.stripeSubscriptionId,
    revision: row.revision,
    createdAt: row.createdAt.getTime(),
  };
}

function scheduledChangeOf(value: unknown): ScheduledChange | null {
  if (value === null || typeof value !== "object") return null;
  const { planId, planCode, interval, quantity, at } = value as Record<string, unknown>;
  const whole =
    typeof planId === "string" &&
    typeof planCode === "string" &&
    (interval === "MONTH" || interval === "YEAR") &&
    typeof quantity === "number" &&
    typeof at === "number";
  return whole ? { planId, planCode, interval, quantity, at } : null;
}
