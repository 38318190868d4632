import type Stripe from "stripe";
import { roundedQuotient } from "../catalog/decimal";
import { DAY } from "../billing/calendar";
import { inRange, newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import { newId } from "../world/ids";
import type { BalanceTransaction } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";

/** What moves the account's own money. */
export interface Movement {
  type: "charge" | "refund" | "refund_failure" | "adjustment";
  /** Below zero when money leaves. */
  amount: number;
  fee: number;
  currency: string;
  source: string;
  description: string | null;
}

const CATEGORIES = { charge: "charge", refund: "refund", refund_failure: "refund_failure", adjustment: "dispute" };
const PAID_OUT_AFTER = 2 * DAY;

/** Writes a movement of the account's balance down. */
export function recordMovement(world: World, movement: Movement): BalanceTransaction {
  const { amount, fee, currency } = movement;
  const transaction: BalanceTransaction = {
    id: newId("txn"),
    object: "balance_transaction",
    amount,
    available_on: world.now() + PAID_OUT_AFTER,
    balance_type: "payments",
    created: world.now(),
    currency,
    description: movement.description,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [{ amount: fee, application: null, currency, description: "Processing fees", type: "stripe_fee" }],
    net: amount - fee,
    reporting_category: CATEGORIES[movement.type],
    source: movement.source,
    status: "pending",
    type: movement.type,
  };
  world.state.balanceTransactions.set(transaction.id, transaction);
  return transaction;
}

/** 2.9 % and 30 cents, the standard price in the United States (https://stripe.com/pricing). */
export function processingFee(amount: number): number {
  return roundedQuotient(BigInt(amount) * 29n, 1000n) + 30;
}

export function balanceTransactionRoutes(router: Router): void {
  router.on("GET", "/v1/balance_transactions/:id", ({ world, id }) =>
    available(world, world.need(world.state.balanceTransactions, "balance transaction", id)),
  );
  router.on<Wire<Stripe.BalanceTransactionListParams>>("GET", "/v1/balance_transactions", ({ world, params }) => {
    const found = newestFirst(world.state.balanceTransactions).filter(
      (each) =>
        (params.currency === undefined || each.currency === params.currency) &&
        (params.source === undefined || each.source === params.source) &&
        (params.type === undefined || each.type === params.type) &&
        inRange(each.created, params.created),
    );
    return page(
      "/v1/balance_transactions",
      found.map((each) => available(world, each)),
      params,
    );
  });
}

/** Pending until its money is there. */
function available(world: World, transaction: BalanceTransaction): BalanceTransaction {
  return { ...transaction, status: transaction.available_on <= world.now() ? "available" : "pending" };
}
