import type { AddressInfo } from "node:net";
import { workThrough } from "./src/billing/agenda";
import { finishAdvances } from "./src/clocks/advance";
import { testClockRoutes } from "./src/clocks/routes";
import { invoiceRoutes } from "./src/billing/invoice-routes";
import { scheduleRoutes } from "./src/schedules/routes";
import { subscriptionRoutes } from "./src/billing/subscription-routes";
import { couponRoutes } from "./src/catalog/coupons";
import { priceRoutes } from "./src/catalog/prices";
import { productRoutes } from "./src/catalog/products";
import { checkoutRoutes } from "./src/checkout/sessions";
import { Courier } from "./src/delivery/courier";
import { webhookEndpointRoutes } from "./src/delivery/endpoint-routes";
import { retryDelays } from "./src/delivery/schedule";
import { eventRoutes } from "./src/http/event-routes";
import { Failures } from "./src/http/failures";
import { Idempotency } from "./src/http/idempotency";
import { Router } from "./src/http/router";
import { createHttpServer } from "./src/http/server";
import { meterEventRoutes } from "./src/metering/event-routes";
import { meterRoutes } from "./src/metering/meters";
import { disputeRoutes } from "./src/disputes/routes";
import { refundRoutes } from "./src/refunds/routes";
import { balanceTransactionRoutes } from "./src/payments/balance-transactions";
import { creditNoteRoutes } from "./src/credit-notes/routes";
import { invoiceItemRoutes } from "./src/invoicing/item-routes";
import { invoicingRoutes } from "./src/invoicing/routes";
import { customerBalanceRoutes } from "./src/payments/customer-balance";
import { customerRoutes } from "./src/payments/customers";
import { intentRoutes } from "./src/payments/intent-routes";
import { paymentMethodRoutes } from "./src/payments/payment-methods";
import { portalConfigurationRoutes } from "./src/portal/configurations";
import { portalRoutes } from "./src/portal/sessions";
import { Clock } from "./src/world/clock";
import { StateFile } from "./src/world/persistence";
import { World, type RetryPolicy } from "./src/world/world";

export const DEFAULT_KEY = "sk_test_weir_simulator";

export interface SimulatorOptions {
  /** 0 picks a free port. */
  port?: number;
  host?: string;
  /** The one secret key the API and the control API accept. */
  key?: string;
  webhookUrl?: string;
  /** One secret, or several separated by commas, as during a rotation. */
  webhookSecret?: string;
  /** Keeps everything in this file across restarts; without it, memory only. */
  stateFile?: string;
  /** Billing time at the first start; a state file's own time wins over it. */
  startAt?: Date;
  /** How failing invoices are retried; default after 3, 5 and 7 days, then the subscription is canceled. */
  retries?: RetryPolicy;
  /** How much faster than in the real world failed deliveries are retried: 1 is three days; default a quarter of an hour. */
  deliveryRetryScale?: number;
  /** Real milliseconds from a failed delivery to the next try, in place of the scaled schedule. */
  deliveryRetryMs?: number[];
  /** The address browsers use for the hosted pages, when it differs from host and port. */
  publicUrl?: string;
  log?: (line: string) => void;
}

export interface Simulator {
  url: string;
  port: number;
  /** Sends events to another address from now on; an empty url stops deliveries. */
  setWebhook(url: string, secret: string): void;
  /** Stops, with everything written to the state file. Closing twice is harmless. */
  close(): Promise<void>;
}

const RETRIES: RetryPolicy = { days: [3, 5, 7], then: "cancel" };
const TICK_MS = 1_000;

/**
 * Starts a stand-in for Stripe that listens when the promise resolves.
 *
 * @throws Error when the port is taken or the state file is not readable.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = "127.0.0.1", log = console.error } = options;
  const world = new World(new Clock(options.startAt), options.retries ?? RETRIES);
  const file = options.stateFile ? new StateFile(options.stateFile, world) : null;
  file?.load();
  world.onChange = () => file?.changed();
  const courier = new Courier(world, options.deliveryRetryMs ?? retryDelays(options.deliveryRetryScale));
  const server = createHttpServer({
    world,
    router: allRoutes(),
    courier,
    failures: new Failures(),
    idempotency: new Idempotency(world.state),
    key: options.key ?? DEFAULT_KEY,
    log,
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, () => resolve((server.address() as AddressInfo).port));
  });
  const url = `http://${host}:${port}`;
  world.publicUrl = (options.publicUrl ?? url).replace(/\/$/, "");
  const setWebhook = (to: string, secret: string) =>
    courier.setDestination(to ? { url: to, secrets: secretsIn(secret) } : null);
  setWebhook(options.webhookUrl ?? "", options.webhookSecret ?? "");
  const timer = setInterval(() => tick(world, log), TICK_MS);
  timer.unref();
  let closing: Promise<void> | null = null;
  world.onWaiting = () =>
    void setImmediate(() => {
      if (!closing) tick(world, log);
    });
  const close = () => {
    closing ??= new Promise((resolve) => {
      clearInterval(timer);
      courier.close();
      file?.flush();
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closing;
  };
  return { url, port, setWebhook, close };
}

function secretsIn(text: string): string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

/** What has become due since the last look. One failing moment must not end the process. */
function tick(world: World, log: (line: string) => void): void {
  try {
    finishAdvances(world);
    workThrough(world, world.now());
  } catch (error) {
    log(`simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

function allRoutes(): Router {
  const router = new Router();
  customerRoutes(router);
  productRoutes(router);
  priceRoutes(router);
  couponRoutes(router);
  paymentMethodRoutes(router);
  intentRoutes(router);
  subscriptionRoutes(router);
  scheduleRoutes(router);
  testClockRoutes(router);
  invoiceRoutes(router);
  checkoutRoutes(router);
  portalConfigurationRoutes(router);
  portalRoutes(router);
  customerBalanceRoutes(router);
  balanceTransactionRoutes(router);
  refundRoutes(router);
  disputeRoutes(router);
  invoicingRoutes(router);
  invoiceItemRoutes(router);
  creditNoteRoutes(router);
  meterRoutes(router);
  meterEventRoutes(router);
  webhookEndpointRoutes(router);
  eventRoutes(router);
  return router;
}
