import { listInvoices, openPortal } from "@/lib/billing";
import { parseInstant, type Instant } from "@/lib/kernel/time";
import { listPayments } from "@/lib/payments";
import { getOrganization } from "@/lib/tenancy";
import { eventually, type Answered, type Customer, type ScenarioWorld } from "./world";

/** A subscription as /v1 gives it. */
export interface SubscriptionOnWire {
  readonly id: string;
  readonly plan: string;
  readonly status: string;
  readonly source: string;
  readonly interval: string;
  readonly currentPeriodStart: string;
  readonly currentPeriodEnd: string;
  readonly trialEnd: string | null;
  readonly cancelAtPeriodEnd: boolean;
  readonly pastDueSince: string | null;
  readonly scheduledChange: { readonly plan: string; readonly at: string } | null;
}

interface MoneyOnWire {
  readonly amount: string;
  readonly currency: string;
}

/** What a change now would charge, as /v1 previews it. */
export interface PreviewOnWire {
  readonly timings: readonly string[];
  readonly periodEnd: string;
  readonly now: {
    readonly amountDue: MoneyOnWire;
    readonly proratedAt: string;
    readonly lines: readonly { readonly amount: MoneyOnWire; readonly proration: boolean }[];
  } | null;
}

interface PaymentOnWire {
  readonly amount: MoneyOnWire;
  readonly status: string;
  readonly refunds: readonly { readonly amount: MoneyOnWire; readonly status: string }[];
}

interface MadeOnWire {
  readonly outcome: "changed" | "scheduled" | "payment_needed";
  readonly subscription: SubscriptionOnWire;
  readonly payment: { readonly url: string; readonly amountDue: MoneyOnWire; readonly because: string } | null;
}

/** Steps of a subscription's life, each through the door that it goes through: /v1, Stripe's pages, or the portal. */
export interface Lives {
  /** The live one. */
  subscription(customer: Customer): Promise<SubscriptionOnWire>;
  preview(customer: Customer, plan: string, interval?: "month" | "year"): Promise<PreviewOnWire>;
  /** Previews, shows the sum, and confirms exactly it. */
  upgrades(customer: Customer, plan: string, interval?: "month" | "year"): Promise<MadeOnWire>;
  plansDowngrade(customer: Customer, plan: string): Promise<MadeOnWire>;
  /** Takes a step that has a path of its own below the subscription. */
  step(customer: Customer, step: "cancel" | "reactivate", body?: object): Promise<Answered>;
  revokesDowngrade(customer: Customer): Promise<SubscriptionOnWire>;
  /** Follows the billing page's link into the portal and leaves another card there; a bank that asks is told yes. */
  changesCard(customer: Customer, card: string): Promise<void>;
  /** Every invoice, oldest first, as "29.99 paid" and so on; Stripe's own are the same, or it throws. */
  bills(customer: Customer): Promise<string[]>;
  /** Its payments, oldest first: "29.99 refunded", and what went back of each: "10.00 succeeded". */
  moneyBack(customer: Customer): Promise<{ readonly payment: string; readonly back: readonly string[] }[]>;
  /** Waits until the payments that the billing page lists have really taken so many cents in all. */
  hasPaid(customer: Customer, cents: bigint): Promise<void>;
}

export const instantOf = (text: string | null): Instant => {
  const instant = text === null ? null : parseInstant(text);
  if (instant === null) throw new Error(`${text} is no moment`);
  return instant;
};

/** The days on which its present period begins and ends. */
export const periodOf = ({ currentPeriodStart, currentPeriodEnd }: SubscriptionOnWire): [string, string] => [
  currentPeriodStart.slice(0, 10),
  currentPeriodEnd.slice(0, 10),
];

let steps = 0;

/** Whoever sends it again sends the same; each step here is one of its own. */
const keyed = (): Record<string, string> => ({ "idempotency-key": `step-${(steps += 1)}` });

export function livesIn(world: ScenarioWorld): Lives {
  const { vendor } = world;
  const fields = (answer: Answered): never => {
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    return answer.body.data as never;
  };
  const subscription = async ({ organization }: Customer): Promise<SubscriptionOnWire> => {
    const rows: SubscriptionOnWire[] = fields(await vendor("GET", `/v1/subscriptions?organization=${organization.id}`));
    const live = rows.find(({ status }) => status !== "canceled" && status !== "incomplete");
    if (!live) throw new Error("nothing is live");
    return live;
  };
  const at = async (customer: Customer): Promise<string> => `/v1/subscriptions/${(await subscription(customer)).id}`;
  const preview: Lives["preview"] = async (customer, plan, interval = "month") =>
    fields(await vendor("POST", `${await at(customer)}/change-plan/preview`, { plan, interval }));
  const changes = async (customer: Customer, body: object): Promise<MadeOnWire> =>
    fields(await vendor("POST", `${await at(customer)}/change-plan`, body, keyed()));
  return {
    subscription,
    preview,
    async upgrades(customer, plan, interval = "month") {
      const { now } = await preview(customer, plan, interval);
      if (!now) throw new Error("there was no sum to confirm");
      const { amountDue, proratedAt } = now;
      return changes(customer, { plan, interval, timing: "now", amountDue: amountDue.amount, proratedAt });
    },
    plansDowngrade: (customer, plan) => changes(customer, { plan, timing: "period_end" }),
    step: async (customer, step, body) => vendor("POST", `${await at(customer)}/${step}`, body, keyed()),
    revokesDowngrade: async (customer) => fields(await vendor("DELETE", `${await at(customer)}/change-plan`)),
    async changesCard(customer, card) {
      const portal = await openPortal(world.as(customer), { returnUrl: world.weir.world.env.WEIR_URL });
      const answer = await world.stripe.typesCard(`${portal}/payment-methods/add`, card);
      if (answer.status !== 303) throw new Error(`the portal answered ${answer.status}`);
      const leadsTo = leads(answer, portal);
      if (leadsTo.includes("/3ds/")) await world.stripe.tellsBank(leadsTo, "complete");
    },
    async bills(customer) {
      let bills: string[] = [];
      await eventually(async () => {
        bills = await ours(world, customer);
        return bills.join() === (await theirs(world, customer)).join();
      });
      return bills;
    },
    async moneyBack({ organization }) {
      const payments: PaymentOnWire[] = fields(await vendor("GET", `/v1/payments?organization=${organization.id}`));
      return payments.reverse().map(({ amount, status, refunds }) => ({
        payment: bill(BigInt(amount.amount), status),
        back: refunds.map((refund) => bill(BigInt(refund.amount.amount), refund.status)).sort(),
      }));
    },
    async hasPaid(customer, cents) {
      let paid = 0n;
      const enough = async () => (paid = await takenFrom(world, customer)) === cents;
      await eventually(enough).catch(() => {
        throw new Error(`${customer.name} has paid ${paid} and not ${cents}`);
      });
    },
  };
}

const bill = (cents: bigint | number, status: string | null): string => `${(Number(cents) / 100).toFixed(2)} ${status}`;

const takenFrom = async (world: ScenarioWorld, customer: Customer): Promise<bigint> =>
  (await listPayments(world.as(customer), customer.organization.id, 100)).reduce(
    (sum, { status, amount }) => (status === "SUCCEEDED" ? sum + amount : sum),
    0n,
  );

async function ours(world: ScenarioWorld, customer: Customer): Promise<string[]> {
  const { invoices } = await listInvoices(world.as(customer), customer.organization.id, { limit: 100 });
  return invoices.map(({ total, status }) => bill(total, status)).reverse();
}

async function theirs(world: ScenarioWorld, customer: Customer): Promise<string[]> {
  const { stripeCustomerId } = await getOrganization(world.weir.world, customer.organization.id);
  const { data } = await world.stripe.dashboard.invoices.list({ customer: stripeCustomerId ?? "", limit: 100 });
  return data.map(({ total, status }) => bill(total, status)).reverse();
}

/** Where an answer sends the browser. */
export const leads = (answer: Response, from: string): string =>
  new URL(answer.headers.get("location") ?? "", from).href;
