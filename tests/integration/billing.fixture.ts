import { readFileSync } from "node:fs";
import path from "node:path";
import Stripe from "stripe";
import { applyCatalog, parseCatalog } from "@/lib/catalog";
import { contextFor, createWorld, SYSTEM, type Actor, type Ctx, type RunningWorld } from "@/lib/context";
import { newId } from "@/lib/kernel/ids";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { readEnvironment } from "@/lib/platform/env";
import { findLiveSubscription } from "@/lib/subscriptions";
import { getPlan } from "@/lib/catalog";
import { createOrganization } from "@/lib/tenancy";
import { startSimulator, type Simulator, type SimulatorOptions } from "@/stripe-simulator";

export const WEBHOOK_SECRET = "whsec_billing_tests";
export const SIMULATOR_KEY = "sk_test_weir_simulator";
export const SEED = readFileSync(path.join(import.meta.dirname, "../../prisma/seed/catalog.yaml"), "utf8");

export const CARDS = {
  good: "4242 4242 4242 4242",
  declined: "4000 0000 0000 0002",
  failsLater: "4000 0000 0000 0341",
} as const;

/** A whole process with the simulator beside it, the seed catalog on sale, and no worker: tests do its work by hand. */
export interface Market {
  readonly world: RunningWorld;
  readonly ctx: Ctx;
  readonly simulator: Simulator;
  readonly stripe: Stripe;
  as(organization: string | null, actor?: Actor): Ctx;
  organization(name?: string): Promise<string>;
  /** Fills in the Checkout page as a buyer would. */
  pay(url: string, card?: string): Promise<Response>;
  /** Code, state and source of what an organization lives on. */
  livesOn(organization: string): Promise<{ plan: string; status: string; source: string }>;
  rows<Row>(text: string, ...values: unknown[]): Promise<Row[]>;
  /** Moves both clocks to the same moment. */
  travelTo(moment: number): Promise<void>;
  now(): Promise<number>;
  /** Every event the simulator has made, oldest first. */
  events(): Promise<Stripe.Event[]>;
  close(): Promise<void>;
}

export async function openMarket(
  options: SimulatorOptions = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<Market> {
  const simulator = await startSimulator(options);
  const env = readEnvironment({
    ...process.env,
    STRIPE_SIMULATOR_URL: simulator.url,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    ...settings,
  });
  const world = createWorld(env, "test");
  await world.quota.start();
  const as: Market["as"] = (organization, actor = SYSTEM) =>
    contextFor(world, { actor, organization, requestId: newId("request") });
  const ctx = as(null);
  await applyCatalog(ctx, parseCatalog(SEED));
  const stripe = new Stripe(SIMULATOR_KEY, {
    host: "127.0.0.1",
    port: simulator.port,
    protocol: "http",
    maxNetworkRetries: 0,
  });
  let counter = 0;
  return {
    world,
    ctx,
    simulator,
    stripe,
    as,
    organization: async (name) => (await createOrganization(ctx, { name: name ?? `Buyer ${(counter += 1)}` })).id,
    pay: (url, card = CARDS.good) =>
      fetch(url, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams({
          number: card,
          expiry: "12 / 34",
          cvc: "123",
          name: "Ada",
          email: "ada@example.com",
          action: "pay",
        }),
      }),
    async livesOn(organization) {
      const live = await findLiveSubscription(ctx, organization);
      if (!live) return { plan: "none", status: "none", source: "none" };
      return { plan: (await getPlan(ctx, live.planId)).code, status: live.status, source: live.source };
    },
    rows: (text, ...values) => sqlOf(world.db).query(text, values),
    async travelTo(moment) {
      const shift = moment - (await businessNow(sqlOf(world.db)));
      await sqlOf(world.db).query("update business_clock set shift_ms = shift_ms + $1::bigint returning one", [
        Math.round(shift),
      ]);
      const answer = await fetch(`${simulator.url}/_simulator/clock`, {
        method: "POST",
        headers: { authorization: `Bearer ${SIMULATOR_KEY}` },
        body: JSON.stringify({ now: Math.floor(moment / 1000) }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    now: () => businessNow(sqlOf(world.db)),
    async events() {
      const all: Stripe.Event[] = [];
      for await (const event of stripe.events.list({ limit: 100 })) all.unshift(event);
      return all;
    },
    async close() {
      await world.close();
      await simulator.close();
    },
  };
}

/** The code of the AppError that a promise ends with; what it gave when it was not refused. */
export async function refusal(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return (error as { code?: string }).code ?? error;
  }
}
