import { z } from "zod";
import type { PaymentRow, PaymentsModel, PaymentState } from "@/components/screens/operator-payments/model";
import type { Ctx } from "@/lib/context";
import { readCursor, writeCursor } from "@/lib/http";
import { moneyOnWire } from "@/lib/kernel/money";
import { iso } from "@/lib/kernel/time";
import {
  invoiceNumbersOf,
  listPaymentAccounts,
  refundableLeft,
  type Dispute,
  type Payment,
  type PaymentAccount,
  type PaymentKeyset,
  type Refund,
} from "@/lib/payments";
import type { Organization } from "@/lib/tenancy";

const PAGE = 50;
const keyset = z.tuple([z.number().int(), z.string()]);
const lower = <S extends string>(word: S): Lowercase<S> => word.toLowerCase() as Lowercase<S>;

/** One page of an organization's payments; a cursor that is not ours begins at the first. */
export async function paymentsModel(
  ctx: Ctx,
  organization: Organization,
  cursor: unknown,
  mayRefund: boolean,
): Promise<PaymentsModel> {
  const path = `/admin/organizations/${organization.id}/payments`;
  const after = afterOf(cursor);
  try {
    const page = await listPaymentAccounts(ctx, organization.id, { limit: PAGE, after });
    const invoices = page.payments.flatMap(({ payment }) => payment.providerInvoiceId ?? []);
    const numbers = await invoiceNumbersOf(ctx, organization.id, invoices);
    return {
      kind: "ready",
      organization: { id: organization.id, name: organization.name },
      rows: page.payments.map((account) => rowOf(account, numbers)),
      mayRefund,
      nextHref: page.next ? `${path}?cursor=${writeCursor([page.next.createdAt, page.next.id])}` : null,
      firstHref: after ? path : null,
    };
  } catch (error) {
    ctx.log.error(
      { err: error, requestId: ctx.requestId, organizationId: organization.id },
      "the payments of an organization could not be listed",
    );
    return { kind: "failed", requestId: ctx.requestId, retryHref: path };
  }
}

function afterOf(cursor: unknown): PaymentKeyset | null {
  try {
    const read = readCursor(typeof cursor === "string" && cursor !== "" ? cursor : undefined, keyset);
    return read ? { createdAt: read[0], id: read[1] } : null;
  } catch {
    return null;
  }
}

function rowOf(account: PaymentAccount, numbers: ReadonlyMap<string, string>): PaymentRow {
  const { payment, refunds, disputes } = account;
  const { currency } = payment;
  const { left } = refundableLeft(account);
  return {
    id: payment.id,
    at: iso(payment.settledAt ?? payment.createdAt),
    state: stateOf(payment),
    invoice: numbers.get(payment.providerInvoiceId ?? "") ?? null,
    amount: moneyOnWire(payment),
    refunded: payment.refundedAmount > 0n ? moneyOnWire({ amount: payment.refundedAmount, currency }) : null,
    refundable: left > 0n ? moneyOnWire({ amount: left, currency }) : null,
    refunds: refunds.map(refundLine),
    disputes: disputes.map(disputeLine),
  };
}

const stateOf = ({ status, refundedAmount }: Payment): PaymentState =>
  status === "SUCCEEDED" && refundedAmount > 0n ? "partly_refunded" : lower(status);

const refundLine = (refund: Refund): PaymentRow["refunds"][number] => ({
  id: refund.id,
  amount: moneyOnWire(refund),
  status: lower(refund.status),
  reason: refund.reason,
  at: iso(refund.createdAt),
  failure: refund.failureMessage,
});

const disputeLine = (dispute: Dispute): PaymentRow["disputes"][number] => ({
  id: dispute.id,
  amount: moneyOnWire(dispute),
  status: lower(dispute.status),
  inquiry: dispute.inquiry,
  reason: dispute.reason.replaceAll("_", " "),
  openedAt: iso(dispute.openedAt),
  answerBy: dispute.answerBy === null ? null : iso(dispute.answerBy),
});
