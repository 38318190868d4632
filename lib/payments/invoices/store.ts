import { newId } from "@/lib/kernel/ids";
import { canonicalJson } from "@/lib/kernel/json";
import { dateOf, type Instant } from "@/lib/kernel/time";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import type { InvoiceRef as InvoiceRow } from "@/lib/platform/generated/prisma/client";
import type { InvoiceLine, InvoiceStatus, ProviderInvoice } from "../invoice-port";
import type { InvoiceKeyset, InvoiceRef } from "../model";

/** The mirrored invoice under a lock; null when it has not been mirrored yet. */
export async function lockInvoice(tx: Tx, providerInvoiceId: string): Promise<InvoiceRef | null> {
  await sqlOf(tx).query(
    "select pg_advisory_xact_lock(hashtextextended('weir:invoice:' || $1::text, 0))::text as locked",
    [providerInvoiceId],
  );
  const row = await tx.invoiceRef.findUnique({ where: { stripeInvoiceId: providerInvoiceId } });
  return row && invoiceOf(row);
}

export async function saveInvoice(
  tx: Tx,
  owner: { organizationId: string; subscriptionId: string | null },
  invoice: ProviderInvoice,
  now: Instant,
): Promise<InvoiceRef> {
  const columns = {
    ...owner,
    number: invoice.number,
    status: invoice.status,
    currency: invoice.currency,
    subtotal: invoice.subtotal,
    tax: invoice.tax,
    total: invoice.total,
    amountDue: invoice.amountDue,
    amountPaid: invoice.amountPaid,
    periodStart: dateOf(invoice.period.start),
    periodEnd: dateOf(invoice.period.end),
    issuedAt: dateOf(invoice.issuedAt),
    dueAt: invoice.dueAt === null ? null : dateOf(invoice.dueAt),
    paidAt: invoice.paidAt === null ? null : dateOf(invoice.paidAt),
    hostedUrl: invoice.hostedUrl,
    pdfUrl: invoice.pdfUrl,
    attempts: invoice.attempts,
    nextAttemptAt: invoice.nextAttemptAt === null ? null : dateOf(invoice.nextAttemptAt),
    // Through canonical JSON, because a JSON column takes no bigint.
    lines: JSON.parse(canonicalJson(invoice.lines)) as object[],
    updatedAt: dateOf(now),
  };
  const row = await tx.invoiceRef.upsert({
    where: { stripeInvoiceId: invoice.id },
    create: { id: newId("invoice"), stripeInvoiceId: invoice.id, ...columns },
    update: columns,
  });
  return invoiceOf(row);
}

export async function loadInvoice(
  db: DbOrTx,
  where: { id: string; organizationId?: string },
): Promise<InvoiceRef | null> {
  const row = await db.invoiceRef.findFirst({ where });
  return row && invoiceOf(row);
}

export async function loadInvoices(
  db: DbOrTx,
  organizationId: string,
  limit: number,
  after: InvoiceKeyset | null,
): Promise<InvoiceRef[]> {
  const beyond = after && {
    OR: [{ issuedAt: { lt: dateOf(after.issuedAt) } }, { issuedAt: dateOf(after.issuedAt), id: { gt: after.id } }],
  };
  const rows = await db.invoiceRef.findMany({
    where: { organizationId, ...(beyond ?? {}) },
    orderBy: [{ issuedAt: "desc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map(invoiceOf);
}

export async function loadInvoiceNumbers(
  db: DbOrTx,
  organizationId: string,
  stripeInvoiceIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db.invoiceRef.findMany({
    where: { organizationId, stripeInvoiceId: { in: [...stripeInvoiceIds] }, number: { not: null } },
    select: { stripeInvoiceId: true, number: true },
  });
  return new Map(rows.map((row) => [row.stripeInvoiceId, row.number ?? ""]));
}

const invoiceOf = (row: InvoiceRow): InvoiceRef => ({
  id: row.id,
  organizationId: row.organizationId,
  subscriptionId: row.subscriptionId,
  providerInvoiceId: row.stripeInvoiceId,
  number: row.number,
  status: row.status as InvoiceStatus,
  currency: row.currency,
  subtotal: row.subtotal,
  tax: row.tax,
  total: row.total,
  amountDue: row.amountDue,
  amountPaid: row.amountPaid,
  period: { start: row.periodStart.getTime(), end: row.periodEnd.getTime() },
  issuedAt: row.issuedAt.getTime(),
  dueAt: row.dueAt?.getTime() ?? null,
  paidAt: row.paidAt?.getTime() ?? null,
  hostedUrl: row.hostedUrl,
  pdfUrl: row.pdfUrl,
  lines: linesOf(row.lines),
  attempts: row.attempts,
  nextAttemptAt: row.nextAttemptAt?.getTime() ?? null,
});

interface StoredLine extends Omit<InvoiceLine, "amount"> {
  readonly amount: { readonly amount: string; readonly currency: string };
}

const linesOf = (value: unknown): InvoiceLine[] =>
  Array.isArray(value)
    ? (value as StoredLine[]).map((line) => ({
        ...line,
        amount: { amount: BigInt(line.amount.amount), currency: line.amount.currency },
      }))
    : [];
