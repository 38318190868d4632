import type { Command } from "commander";
import { refundPayment } from "@/lib/billing";
import { minorUnits } from "@/lib/catalog";
import { newId } from "@/lib/kernel/ids";
import { iso } from "@/lib/kernel/time";
import {
  getPaymentAccount,
  listPaymentAccounts,
  refundableLeft,
  type PaymentAccount,
  type Refund,
} from "@/lib/payments";
import { isoOrNull, words } from "../print";
import { pageSize } from "../reading";
import { inSession } from "../session";
import { usageError } from "../stop";
import { moneyText } from "./plan-view";

const refundView = (refund: Refund) => ({
  id: refund.id,
  amount: refund.amount.toString(),
  status: refund.status,
  reason: refund.reason,
  failure: refund.failureMessage,
  stripeRefundId: refund.providerRefundId,
  by: refund.createdBy,
  createdAt: iso(refund.createdAt),
});

/** A payment, ready for JSON. Amounts are minor units as text. */
const paymentView = (account: PaymentAccount) => ({
  id: account.payment.id,
  status: account.payment.status,
  currency: account.payment.currency,
  amount: account.payment.amount.toString(),
  refunded: account.payment.refundedAmount.toString(),
  refundable: refundableLeft(account).left.toString(),
  stripePaymentIntentId: account.payment.paymentIntentId,
  createdAt: iso(account.payment.createdAt),
  settledAt: isoOrNull(account.payment.settledAt),
  refunds: account.refunds.map(refundView),
  disputes: account.disputes.map(({ id, status, amount, reason, answerBy }) => ({
    id,
    status,
    amount: amount.toString(),
    reason,
    answerBy: isoOrNull(answerBy),
  })),
});

function amountOf(text: string | undefined, currency: string): bigint | null {
  if (text === undefined) return null;
  const amount = minorUnits(text, currency);
  if (amount === null) throw usageError(`--amount is an amount in ${currency}, such as 12.50.`);
  return amount;
}

/** `weir payment …` */
export function addPaymentVerbs(program: Command): void {
  const payment = program.command("payment").description("what organizations have paid, and what goes back of it");
  payment
    .command("list <organization>")
    .description("payments, newest first")
    .option("--limit <n>", "at most so many, 1 to 100", pageSize, 20)
    .action(
      inSession<{ limit: number }>("billing:read", async (session, [reference = ""], { limit }) => {
        const organization = await session.organization(reference);
        const { payments } = await listPaymentAccounts(session.world, organization.id, { limit });
        session.print.list(
          payments.map(paymentView),
          [
            ["id", (row) => row.id],
            ["status", (row) => words(row.status)],
            ["amount", (row) => moneyText(row.amount, row.currency)],
            ["given back", (row) => (row.refunded === "0" ? null : moneyText(row.refunded, row.currency))],
            ["refundable", (row) => (row.refundable === "0" ? null : moneyText(row.refundable, row.currency))],
            ["made", (row) => row.createdAt.slice(0, 10)],
          ],
          "It has paid nothing yet.",
        );
      }),
    );
  payment
    .command("show <organization> <payment>")
    .description("one payment with its refunds and disputes")
    .action(
      inSession("billing:read", async (session, [reference = "", id = ""]) => {
        const organization = await session.organization(reference);
        const view = paymentView(await getPaymentAccount(session.world, organization.id, id));
        session.print.facts(view, [
          ["id", view.id],
          ["organization", `${organization.name} (${organization.id})`],
          ["status", words(view.status)],
          ["amount", moneyText(view.amount, view.currency)],
          ["given back", moneyText(view.refunded, view.currency)],
          ["refundable", moneyText(view.refundable, view.currency)],
          ...view.refunds.map(
            ({ id: refund, amount, status, reason }) =>
              [`refund`, `${moneyText(amount, view.currency)} ${words(status)}, ${refund}: ${reason ?? "–"}`] as const,
          ),
          ...view.disputes.map(
            ({ amount, status, reason }) =>
              [`dispute`, `${moneyText(amount, view.currency)} ${words(status)}: ${words(reason)}`] as const,
          ),
        ]);
      }),
    );
  payment
    .command("refund <organization> <payment>")
    .description("give a payment back, or a part of it, to whoever paid it")
    .option("--amount <amount>", "such as 12.50; without it all that is left")
    .option("--key <text>", "names this refund: the same key gives back once")
    .requiredOption("--reason <text>", "kept in the journal")
    .action(
      inSession<{ amount?: string; key?: string; reason: string }>(
        "operator:write",
        async (session, [reference = "", id = ""], options) => {
          const organization = await session.organization(reference);
          const account = await getPaymentAccount(session.world, organization.id, id);
          const { currency } = account.payment;
          const amount = amountOf(options.amount, currency);
          const meant = moneyText((amount ?? refundableLeft(account).left).toString(), currency);
          await session.aboutTo(`give ${meant} back to ${organization.name}`, { ask: true });
          const { refund } = await refundPayment(session.as(organization.id), {
            paymentId: id,
            amount,
            reason: options.reason,
            idempotencyKey: options.key ?? newId("request"),
          });
          const given = moneyText(refund.amount.toString(), currency);
          session.print.done(
            refundView(refund),
            refund.status === "PENDING"
              ? `${given} is on its way back to ${organization.name}; the bank takes its time.`
              : `${given} has gone back to ${organization.name}.`,
          );
        },
      ),
    );
}
