import type Stripe from "stripe";
import { mergedMetadata, updated } from "../catalog/metadata";
import { invalidRequest } from "../http/errors";
import { newestFirst, page } from "../http/lists";
import type { Router } from "../http/router";
import { newId } from "../world/ids";
import type { BalanceMove, Customer } from "../world/objects";
import type { Wire } from "../world/wire";
import type { World } from "../world/world";

/** Why a balance moves, and on account of what. */
export interface BalanceCause {
  type: BalanceMove["type"];
  currency?: string;
  invoice?: string;
  creditNote?: string;
  description?: string | null;
  metadata?: Record<string, string>;
}

/**
 * Moves a customer's balance and writes it down. A negative amount is credit for the customer, which the next invoice
 * uses up; a positive one is owed with the next invoice.
 */
export function moveBalance(world: World, customer: Customer, amount: number, cause: BalanceCause): BalanceMove {
  const currency = cause.currency ?? world.state.invoices.get(cause.invoice ?? "")?.currency ?? customer.currency;
  world.change(customer, "customer.updated", (draft) => {
    draft.balance += amount;
    draft.currency ??= currency ?? null;
  });
  return recordMove(world, customer, amount, { ...cause, currency: currency ?? "usd" });
}

/** Writes down a move that has been made. */
export function recordMove(world: World, customer: Customer, amount: number, cause: BalanceCause): BalanceMove {
  const move: BalanceMove = {
    id: newId("cbtxn"),
    object: "customer_balance_transaction",
    amount,
    checkout_session: null,
    created: world.now(),
    credit_note: cause.creditNote ?? null,
    currency: cause.currency ?? customer.currency ?? "usd",
    customer: customer.id,
    customer_account: null,
    description: cause.description ?? null,
    ending_balance: customer.balance,
    invoice: cause.invoice ?? null,
    livemode: false,
    metadata: cause.metadata ?? {},
    type: cause.type,
  };
  world.state.balanceMoves.set(move.id, move);
  return move;
}

type Create = Wire<Stripe.CustomerCreateBalanceTransactionParams>;
type Update = Wire<Stripe.CustomerUpdateBalanceTransactionParams>;
type Listing = Wire<Stripe.CustomerListBalanceTransactionsParams>;

const AT = "/v1/customers/:id/balance_transactions";
const ONE = "/v1/customers/:customerId/balance_transactions/:id";

export function customerBalanceRoutes(router: Router): void {
  router.on<Create>("POST", AT, ({ world, id, params }) => adjust(world, id, params));
  router.on<Listing>("GET", AT, ({ world, id, params }) => {
    world.need(world.state.customers, "customer", id);
    const found = newestFirst(world.state.balanceMoves).filter((move) => move.customer === id);
    return page(`/v1/customers/${id}/balance_transactions`, found, params);
  });
  router.on("GET", ONE, ({ world, ids }) => needMove(world, ids));
  router.on<Update>("POST", ONE, ({ world, ids, params }) => {
    const move = needMove(world, ids);
    move.description = updated(move.description, params.description);
    move.metadata = mergedMetadata(move.metadata ?? {}, params.metadata);
    return move;
  });
}

function needMove(world: World, [customer = "", id = ""]: string[]): BalanceMove {
  world.need(world.state.customers, "customer", customer, "customer");
  const own = new Map([...world.state.balanceMoves].filter(([, move]) => move.customer === customer));
  return world.need(own, "customer balance transaction", id);
}

function adjust(world: World, id: string, params: Create): BalanceMove {
  const customer = world.need(world.state.customers, "customer", id);
  const currency = params.currency.toLowerCase();
  if (!/^[a-z]{3}$/.test(currency)) throw invalidRequest(`Invalid currency: ${params.currency}.`, "currency");
  if (customer.currency && customer.currency !== currency)
    throw invalidRequest(
      `You cannot combine currencies on a single customer. This customer has had a subscription, coupon, or invoice with currency ${customer.currency}.`,
      "currency",
    );
  if (!Number.isSafeInteger(customer.balance + params.amount) || Math.abs(params.amount) > LARGEST_AMOUNT)
    throw invalidRequest("Amount must be no more than $999,999.99", "amount", "amount_too_large");
  return moveBalance(world, customer, params.amount, {
    type: "adjustment",
    currency,
    description: params.description || null,
    metadata: mergedMetadata({}, params.metadata),
  });
}

const LARGEST_AMOUNT = 99_999_999;
