import { isId } from "@/lib/kernel/ids";
import type { Instant } from "@/lib/kernel/time";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import { paymentNotFound } from "./errors";
import type { Dispute, Payment, PaymentAccount, Refund } from "./model";
import type { MoneyBack, ProviderDispute, ProviderRefund } from "./money-back";
import { isOpenDispute, paymentStatus, refundedOf } from "./rules/money-back";
import * as refundStore from "./refunds/store";
import * as store from "./store";

/** A payment with its refunds and disputes under its lock: who gives something back comes one after the other. */
export async function lockAccount(tx: Tx, paymentId: string): Promise<PaymentAccount> {
  const locked = isId("payment", paymentId) && (await store.lockPayment(tx, paymentId));
  const account = locked ? await store.loadAccount(tx, { id: paymentId }) : null;
  if (!account) throw paymentNotFound();
  return account;
}

/**
 * Writes that an amount shall go back, before the provider hears of it. The caller holds the payment's lock and has seen
 * that so much is left; the database refuses more than the payment.
 */
export async function openRefund(
  tx: Tx,
  account: PaymentAccount,
  wish: { amount: bigint; reason: string; createdBy: string },
): Promise<Refund> {
  const { payment } = account;
  const now = await businessNow(sqlOf(tx));
  const { organizationId, currency, id: paymentId } = payment;
  const refund = await refundStore.insertRefund(tx, { organizationId, paymentId, currency, ...wish }, now);
  await countBack(tx, account, [...account.refunds, refund], account.disputes);
  return refund;
}

/** Writes that the provider refused a refund; its amount can be given back again. One that is at the provider stays. */
export async function failRefund(tx: Tx, account: PaymentAccount, refundId: string, reason: string): Promise<Refund> {
  const refund = account.refunds.find((each) => each.id === refundId);
  if (!refund) throw paymentNotFound();
  if (refund.status !== "PENDING" || refund.providerRefundId !== null) return refund;
  const now = await businessNow(sqlOf(tx));
  const failed = await refundStore.updateRefund(tx, refundId, { status: "FAILED", failureMessage: reason }, now);
  const others = account.refunds.filter((each) => each.id !== refundId);
  await countBack(tx, account, [...others, failed], account.disputes);
  return failed;
}

/**
 * Writes the provider's first answer to a refund. One of which something was read meanwhile stays as it was read: that is
 * the younger word. Returns the row before and after.
 */
export async function answerRefund(
  tx: Tx,
  account: PaymentAccount,
  refundId: string,
  answer: ProviderRefund,
): Promise<AppliedMoneyBack> {
  const before = account.refunds.find((each) => each.id === refundId);
  if (!before) throw paymentNotFound();
  const { payment, disputes } = account;
  if (before.providerRefundId !== null) return { before: payment, after: payment, refunds: [], disputes: [] };
  const now = await businessNow(sqlOf(tx));
  const { after: answered } = await applyRefund(tx, account, { ...answer, refundId }, now);
  const others = account.refunds.filter((each) => each.id !== refundId);
  const after = await countBack(tx, account, [...others, answered], disputes);
  return { before: payment, after, refunds: [{ before, after: answered }], disputes: [] };
}

/** One refund or dispute that a reading has changed. */
export interface ChangedRefund {
  readonly before: Refund | null;
  readonly after: Refund;
}
export interface ChangedDispute {
  readonly before: Dispute | null;
  readonly after: Dispute;
}

export interface AppliedMoneyBack {
  readonly before: Payment;
  readonly after: Payment;
  readonly refunds: readonly ChangedRefund[];
  readonly disputes: readonly ChangedDispute[];
}

/**
 * Writes a reading of everything that went back of a payment over the account it was made upon. Null when the account has
 * changed since: then the reading may be the older one and has to be made again. Repeating it changes nothing.
 */
export async function applyMoneyBack(
  tx: Tx,
  seen: Payment,
  { refunds: readRefunds, disputes: readDisputes }: MoneyBack,
): Promise<AppliedMoneyBack | null> {
  const account = await lockAccount(tx, seen.id);
  if (account.payment.revision !== seen.revision) return null;
  const now = await businessNow(sqlOf(tx));
  const refunds: ChangedRefund[] = [];
  for (const reading of readRefunds) refunds.push(await applyRefund(tx, account, reading, now));
  const disputes: ChangedDispute[] = [];
  for (const reading of readDisputes) disputes.push(await applyDispute(tx, account, reading, now));
  const read = new Set(refunds.map(({ after }) => after.id));
  const unread = account.refunds.filter((refund) => !read.has(refund.id));
  const present = [...unread, ...refunds.map(({ after }) => after)];
  const changedRefunds = refunds.filter(({ before, after }) => before === null || differs(before, after));
  const changedDisputes = disputes.filter(({ before, after }) => before === null || differs(before, after));
  const changed = changedRefunds.length > 0 || changedDisputes.length > 0;
  const after = changed
    ? await countBack(
        tx,
        account,
        present,
        disputes.map((each) => each.after),
        account.payment.revision + 1,
      )
    : account.payment;
  return { before: account.payment, after, refunds: changedRefunds, disputes: changedDisputes };
}

async function applyRefund(
  tx: Tx,
  { payment, refunds }: PaymentAccount,
  reading: ProviderRefund,
  now: Instant,
): Promise<ChangedRefund> {
  const before =
    refunds.find((each) => each.providerRefundId === reading.id) ??
    refunds.find((each) => each.id === reading.refundId && each.providerRefundId === null) ??
    null;
  const fields = { status: reading.status, providerRefundId: reading.id, failureMessage: reading.failureMessage };
  if (before && !differs(before, { ...before, ...fields })) return { before, after: before };
  const row =
    before ??
    (await refundStore.insertRefund(
      tx,
      {
        organizationId: payment.organizationId,
        paymentId: payment.id,
        amount: reading.amount.amount,
        currency: reading.amount.currency,
        reason: reading.reason,
        createdBy: "stripe",
        createdAt: reading.createdAt,
      },
      now,
    ));
  return { before, after: await refundStore.updateRefund(tx, row.id, fields, now) };
}

async function applyDispute(
  tx: Tx,
  { payment, disputes }: PaymentAccount,
  reading: ProviderDispute,
  now: Instant,
): Promise<ChangedDispute> {
  const before = disputes.find((each) => each.providerDisputeId === reading.id) ?? null;
  const closedAt = isOpenDispute(reading) ? null : (before?.closedAt ?? now);
  const owner = { organizationId: payment.organizationId, paymentId: payment.id };
  return { before, after: await refundStore.saveDispute(tx, owner, reading, { closedAt, now }) };
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_name, each: unknown) => (typeof each === "bigint" ? each.toString() : each));

const differs = <T>(a: T, b: T): boolean => textOf(a) !== textOf(b);

/**
 * Sums up anew. Somebody may have given back at the provider what we are about to ask it for: until it refuses ours, both
 * stand here, and the payment counts as given back whole.
 */
function countBack(
  tx: Tx,
  { payment }: PaymentAccount,
  refunds: readonly Refund[],
  disputes: readonly Dispute[],
  revision = payment.revision,
): Promise<Payment> {
  const refunded = refundedOf(refunds);
  return store.updatePayment(tx, payment.id, {
    status: paymentStatus(payment, refunds, disputes),
    refundedAmount: refunded < payment.amount ? refunded : payment.amount,
    revision,
  });
}

/**
 * Takes refunds of which the provider has not answered for a minute of real time, at most `limit`; each is taken again no
 * sooner than a minute later. Returns their ids.
 */
export const takeUnansweredRefunds = (ctx: { readonly db: DbOrTx }, limit: number): Promise<string[]> =>
  refundStore.takeUnansweredRefunds(ctx.db, limit);
