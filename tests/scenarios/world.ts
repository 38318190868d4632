import { setTimeout as sleep } from "node:timers/promises";
import { gatewayApp } from "@/gateway/app";
import { localIdentity } from "@/lib/auth";
import { cancelSubscription, repairSubscriptions, startCheckout, type StartedCheckout } from "@/lib/billing";
import { beginInThePast, moveClock, type Destination } from "@/lib/clock";
import type { Actor, Ctx } from "@/lib/context";
import { queryJournal, type JournalEntry } from "@/lib/journal";
import { dateOf, type Instant } from "@/lib/kernel/time";
import { sqlOf } from "@/lib/platform/db";
import { getOrganization, type Organization } from "@/lib/tenancy";
import { startWorker } from "@/workers/worker";
import { testDatabase } from "../support/database";
import { ask } from "../support/quota";
import { client, startWorld, type TestWorld } from "../support/world";
import { stripeBeside, WEBHOOK_SECRET, type StripeBeside } from "./stripe-beside";

/** Webhooks and entitlements promise to have converged within this. */
export const CONVERGES_WITHIN_MS = 5_000;

type Client = ReturnType<typeof client>;
export type Answered = Awaited<ReturnType<Client>>;

/** Somebody who has signed up, with his organization and a key of it. */
export interface Customer {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly userId: string;
  readonly organization: Organization;
  readonly key: string;
  /** Speaks to /v1 with the key. */
  readonly api: Client;
}

/** A limit as /v1/entitlements gives it. */
export interface LimitOnWire {
  readonly meter: string;
  readonly window: string;
  readonly limit: number | null;
  readonly used: number;
  readonly remaining: number | null;
  readonly policy: string;
  readonly source: string;
  readonly resetsAt: string | null;
}

export interface EntitlementsOnWire {
  readonly plan: { readonly code: string; readonly version: number };
  readonly status: string;
  readonly scheduledChange: { readonly kind: string; readonly effectiveAt: string } | null;
  readonly features: Readonly<Record<string, { readonly enabled: boolean; readonly source: string }>>;
  readonly limits: readonly LimitOnWire[];
  readonly hasOverrides: boolean;
}

/** The verbs of the stories. What customers do goes through /v1 or the use case behind a page, as it does in life. */
export interface ScenarioWorld {
  readonly weir: TestWorld;
  /** The vendor's backend: a deployment key. */
  readonly vendor: Client;
  readonly operator: Actor;
  /** Stripe's side: its pages, and what the vendor does in its dashboard. Throws in a scenario without Stripe. */
  readonly stripe: StripeBeside;
  /** The operator's hand. */
  hand(): Ctx;
  /** What a signed-in owner acts with. */
  as(customer: Customer): Ctx;
  signsUp(name: string): Promise<Customer>;
  /** Signs in as the sign-in form does; gives the cookies as the browser sends them back. */
  signsIn(customer: Customer): Promise<string>;
  /** Reports usage of one event. Without a key each call is an event of its own. */
  calls(customer: Customer, units?: number, more?: { key?: string; meter?: string }): Promise<Answered>;
  entitlements(customer: Customer): Promise<EntitlementsOnWire>;
  limitOf(customer: Customer, meter?: string): Promise<LimitOnWire>;
  checksOut(
    customer: Customer,
    plan: string,
    interval?: "MONTH" | "YEAR",
  ): Promise<Extract<StartedCheckout, { kind: "redirect" }>>;
  pays(checkoutUrl: string, card?: string): Promise<number>;
  /** Checkout and payment; resolves when /v1 says so. Only webhooks tell of it: nobody opens the page of return. */
  buys(customer: Customer, plan: string, interval?: "MONTH" | "YEAR"): Promise<void>;
  cancels(customer: Customer, when: "period_end" | "now"): Promise<void>;
  /** Waits until /v1 names the plan; gives the milliseconds it took. */
  comesToHave(customer: Customer, plan: string): Promise<number>;
  /** Their states, newest first. */
  subscriptionsAtStripe(customer: Customer): Promise<string[]>;
  /** Stripe tells of nothing any more; only what is asked of it is known. */
  stripeFallsSilent(): void;
  /** The same subscriptions by id. */
  stripeSubscriptionIds(customer: Customer): Promise<string[]>;
  /** Moves business time and Stripe's together, with everything due on the way. */
  travels(destination: Destination): Promise<void>;
  journalOf(customer: Customer): Promise<readonly JournalEntry[]>;
  rows<Row>(text: string, ...values: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

interface Wanted {
  /** The simulator, the webhook's door and a worker. */
  readonly stripe?: boolean;
  /** Where business time and Stripe's begin, so that amounts and dates are the same whenever the story is told. */
  readonly at?: Instant;
}

/** A whole Weir with the seed catalog on sale. */
export async function startScenario(wanted: Wanted = {}): Promise<ScenarioWorld> {
  const stripe = wanted.stripe ? await stripeBeside(wanted.at === undefined ? undefined : dateOf(wanted.at)) : null;
  const weir = await startWorld(
    stripe ? { STRIPE_SIMULATOR_URL: stripe.url, STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET } : {},
  );
  if (wanted.at !== undefined) await beginInThePast(weir.system(), wanted.at);
  await weir.seedCatalog();
  const worker = stripe ? await startWorker(weir.world) : null;
  stripe?.deliver();
  const app = gatewayApp();
  const speak = (key?: string): Client => client((request) => app.fetch(request), key);
  const vendor = speak(await weir.key(null));
  const parts: Parts = { weir, stripe, speak, vendor };
  return {
    ...acting(parts),
    ...buying(parts),
    weir,
    vendor,
    get stripe() {
      if (!stripe) throw new Error("this scenario has no Stripe beside it");
      return stripe;
    },
    rows: <Row>(text: string, ...values: unknown[]) => sqlOf(weir.world.db).query<Row>(text, values),
    async close() {
      await worker?.stop();
      await stripe?.close();
      await weir.close();
    },
  };
}

interface Parts {
  readonly weir: TestWorld;
  readonly stripe: StripeBeside | null;
  readonly speak: (key?: string) => Client;
  readonly vendor: Client;
}

const OPERATOR: Actor = { kind: "staff", id: "usr_operator", label: "Olga of operations" };

type Acting = Pick<
  ScenarioWorld,
  "operator" | "hand" | "as" | "signsUp" | "signsIn" | "calls" | "entitlements" | "limitOf" | "travels" | "journalOf"
>;

function acting({ weir, speak }: Parts): Acting {
  let events = 0;
  const hand = (): Ctx => weir.as(OPERATOR);
  const as = (c: Customer): Ctx => weir.as({ kind: "user", id: c.userId, label: c.email }, c.organization.id);
  const entitlements = async (customer: Customer): Promise<EntitlementsOnWire> => {
    const answer = await customer.api("GET", `/v1/entitlements/${customer.organization.id}`);
    if (answer.status !== 200) throw new Error(`entitlements: ${answer.status} ${answer.text}`);
    return answer.body.data as never;
  };
  return {
    operator: OPERATOR,
    hand,
    as,
    async signsUp(name) {
      const person = await weir.person(name);
      const key = await weir.key(person.organization.id);
      return { ...person, name, key, api: speak(key) };
    },
    async signsIn({ email, password, userId }) {
      const outcome = await localIdentity(weir.world).signIn({ email, password });
      if (!outcome.signedIn) throw new Error("the sign-in was refused");
      await repairSubscriptions(weir.as({ kind: "user", id: userId, label: email }), userId);
      return outcome.cookies.map((cookie) => `${cookie.name}=${encodeURIComponent(cookie.value)}`).join("; ");
    },
    calls: (customer, units = 1, { key = `event-${(events += 1)}`, meter = "api_calls" } = {}) =>
      customer.api("POST", "/v1/usage", { meter, units, idempotencyKey: key }),
    entitlements,
    async limitOf(customer, meter = "api_calls") {
      const limit = (await entitlements(customer)).limits.find((each) => each.meter === meter);
      if (!limit) throw new Error(`no limit on ${meter}`);
      return limit;
    },
    async travels(destination) {
      await moveClock(hand(), destination);
    },
    journalOf: async (customer) =>
      (await queryJournal(weir.system(customer.organization.id), {}, { limit: 100 })).entries,
  };
}

type Buying = Pick<
  ScenarioWorld,
  | "checksOut"
  | "pays"
  | "buys"
  | "cancels"
  | "comesToHave"
  | "subscriptionsAtStripe"
  | "stripeSubscriptionIds"
  | "stripeFallsSilent"
>;

function buying({ weir, stripe }: Parts): Buying {
  const there = (): StripeBeside => {
    if (!stripe) throw new Error("this scenario has no Stripe beside it");
    return stripe;
  };
  const as = (c: Customer): Ctx => weir.as({ kind: "user", id: c.userId, label: c.email }, c.organization.id);
  const checksOut: Buying["checksOut"] = async (customer, planCode, interval = "MONTH") => {
    const base = `${weir.world.env.WEIR_URL}/orgs/${customer.organization.slug}/billing`;
    const ctx = as(customer);
    const started = await startCheckout(ctx, {
      planCode,
      interval,
      successUrl: `${base}/return?session={CHECKOUT_SESSION_ID}`,
      cancelUrl: `${base}/checkout?plan=${planCode}`,
      idempotencyKey: ctx.requestId,
    });
    if (started.kind !== "redirect") throw new Error("there was nothing to pay");
    return started;
  };
  const atStripe = async (customer: Customer): Promise<{ id: string; status: string }[]> => {
    const { stripeCustomerId } = await getOrganization(weir.world, customer.organization.id);
    return stripeCustomerId === null ? [] : there().subscriptionsOf(stripeCustomerId);
  };
  const comesToHave: Buying["comesToHave"] = (customer, plan) =>
    eventually(async () => {
      const { body } = await customer.api("GET", `/v1/entitlements/${customer.organization.id}`);
      return (body.data as never as EntitlementsOnWire | undefined)?.plan.code === plan;
    });
  return {
    checksOut,
    comesToHave,
    pays: (url, card) => there().pays(url, card),
    async buys(customer, plan, interval) {
      const { url } = await checksOut(customer, plan, interval);
      if ((await there().pays(url)) !== 303) throw new Error("the payment did not go through");
      await comesToHave(customer, plan);
    },
    async cancels(customer, when) {
      await cancelSubscription(as(customer), { when, reason: "the story wants it" });
    },
    subscriptionsAtStripe: async (customer) => (await atStripe(customer)).map(({ status }) => status),
    stripeSubscriptionIds: async (customer) => (await atStripe(customer)).map(({ id }) => id),
    stripeFallsSilent: () => there().fallSilent(),
  };
}

const LOOKS_EVERY_MS = 100;

/** Looks until it holds; gives the milliseconds it took. Throws when it takes longer than convergence may. */
export async function eventually(holds: () => Promise<boolean>, withinMs = CONVERGES_WITHIN_MS): Promise<number> {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > withinMs) throw new Error(`it did not come true within ${withinMs} ms`);
    await sleep(LOOKS_EVERY_MS);
  }
  return performance.now() - started;
}

/** The refusal that a promise ends with. Throws when it was not refused. */
export async function refusalOf(promise: Promise<unknown>): Promise<{
  code: string;
  message: string;
  details: Record<string, unknown>;
  fields: readonly { pointer: string }[];
}> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error) || !("code" in outcome)) throw new Error("it was not refused", { cause: outcome });
  return outcome as never;
}

/** Runs statements as the owner of the tables: for what no role of ours may do. */
export const behindItsBack = <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  ask<Row>(testDatabase(), text, values);
