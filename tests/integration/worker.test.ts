import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST } from "@/app/api/webhooks/stripe/route";
import { assignPlanByHand, cancelSubscription, startCheckout } from "@/lib/billing";
import { useWorld } from "@/lib/http";
import { addMonths, DAY, HOUR } from "@/lib/kernel/time";
import { inTransaction } from "@/lib/platform/db";
import { lastBeat } from "@/lib/platform/lease";
import { emit } from "@/lib/platform/outbox";
import { liveSubscription } from "@/lib/subscriptions";
import { runJob } from "@/workers/run-job";
import { TIMETABLE } from "@/workers/timetable";
import { startWorker, type Worker } from "@/workers/worker";
import { openMarket, WEBHOOK_SECRET, type Market } from "./billing.fixture";

let market: Market;
let worker: Worker;
let door: Server;
beforeAll(async () => {
  market = await openMarket();
  useWorld(market.world);
  worker = await startWorker(market.world);
  door = await openDoor();
  market.simulator.setWebhook(`http://127.0.0.1:${(door.address() as AddressInfo).port}/`, WEBHOOK_SECRET);
});
afterAll(async () => {
  await worker.stop();
  door.close();
  await market.close();
});

/** The route handler behind a socket, so that the simulator delivers to it as Stripe would. */
async function openDoor(): Promise<Server> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const headers = { "stripe-signature": String(request.headers["stripe-signature"] ?? "") };
      void POST(
        new Request("http://weir.test/api/webhooks/stripe", { method: "POST", body: Buffer.concat(parts), headers }),
      ).then((answer) => response.writeHead(answer.status).end());
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function eventually(holds: () => Promise<boolean>, withinMs = 5_000): Promise<number> {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > withinMs) throw new Error(`it did not come true within ${withinMs} ms`);
    await sleep(25);
  }
  return performance.now() - started;
}

describe("the worker", () => {
  it("brings a purchase home by webhooks alone, within five seconds", async () => {
    const id = await market.organization();
    const started = await startCheckout(market.as(id), {
      planCode: "PRO",
      interval: "MONTH",
      successUrl: "http://weir.test/r",
      cancelUrl: "http://weir.test/c",
      idempotencyKey: "worker",
    });
    if (started.kind !== "redirect") throw new Error("a checkout was expected");
    await market.pay(started.url);
    await eventually(async () => (await market.livesOn(id)).plan === "PRO");
    await eventually(
      async () => (await market.rows("select 1 from inbox_event where processed_at is null")).length === 0,
    );
  });

  it("does so although deliveries come twice and shuffled", async () => {
    const settings = (body: object) =>
      fetch(`${market.simulator.url}/_simulator/deliveries/settings`, {
        method: "POST",
        headers: { authorization: "Bearer sk_test_weir_simulator" },
        body: JSON.stringify(body),
      });
    await settings({ duplicate: true, shuffle: true });
    const id = await market.organization();
    const started = await startCheckout(market.as(id), {
      planCode: "STARTER",
      interval: "MONTH",
      successUrl: "http://weir.test/r",
      cancelUrl: "http://weir.test/c",
      idempotencyKey: "shuffled",
    });
    if (started.kind !== "redirect") throw new Error("a checkout was expected");
    await market.pay(started.url);
    await eventually(async () => (await market.livesOn(id)).status === "TRIALING");
    await settings({ duplicate: false, shuffle: false });
  });

  it("beats once a second", async () => {
    await eventually(async () => ((await lastBeat(market.world.db, "worker")) ?? 99) < 1.5);
  });

  it("brings the name of an organization to its Stripe customer, and marks messages that nobody waits for", async () => {
    const id = await market.organization("Old name");
    await startCheckout(market.as(id), {
      planCode: "PRO",
      interval: "MONTH",
      successUrl: "http://weir.test/r",
      cancelUrl: "http://weir.test/c",
      idempotencyKey: "rename",
    });
    await market.rows(
      "update organization set name = 'New name', billing_email = 'bills@example.com' where id = $1 returning id",
      id,
    );
    await inTransaction(market.world.db, (tx) => emit(tx, "organization.updated", id, {}));
    const customer = async () =>
      (await market.stripe.customers.list({ limit: 100 })).data.find(
        (row) => row.metadata["weir_organization_id"] === id,
      );
    await eventually(async () => (await customer())?.name === "New name");
    expect(await customer()).toMatchObject({ email: "bills@example.com" });
    await eventually(
      async () => (await market.rows("select 1 from outbox_message where processed_at is null")).length === 0,
    );
  });

  it("runs every job of the timetable and writes what came of it", async () => {
    await eventually(
      async () =>
        (await market.rows("select 1 from job_lease where last_result is not null and last_error is null")).length ===
        TIMETABLE.length,
      10_000,
    );
  });

  it("runs a job once however many workers there are, and keeps its last line through a failure", async () => {
    let runs = 0;
    const job = {
      name: "test-job",
      everySeconds: 3_600,
      leaseSeconds: 60,
      what: "counts",
      run: async () => `${(runs += 1)}`,
    };
    const results = await Promise.all(Array.from({ length: 5 }, (_, i) => runJob(market.world, job, `holder-${i}`)));
    expect(results.filter((result) => result !== null)).toEqual(["1"]);
    const failing = { ...job, everySeconds: 0, run: async () => Promise.reject(new Error("broken")) };
    expect(await runJob(market.world, failing, "holder")).toBeNull();
    expect(await market.rows("select last_result, last_error, holder from job_lease where job = 'test-job'")).toEqual([
      { last_result: "1", last_error: "broken", holder: null },
    ]);
    expect(await runJob(market.world, { ...job, everySeconds: 0 }, "holder")).toBe("2");
  });

  it("ends as a process on SIGTERM, with what it had in hand done", async () => {
    const root = path.join(import.meta.dirname, "../..");
    const child = spawn(process.execPath, ["--import", "tsx", path.join(root, "workers/main.ts")], {
      cwd: root,
      env: { ...process.env, NODE_ENV: "test", LOG_LEVEL: "info", STRIPE_SIMULATOR_URL: market.simulator.url },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    child.stdout.on("data", (part: Buffer) => (said += part.toString()));
    child.stderr.on("data", (part: Buffer) => (said += part.toString()));
    await eventually(async () => said.includes("the worker is at work"), 20_000);
    child.kill("SIGTERM");
    const [code] = (await once(child, "exit")) as [number | null];
    expect([code, said.includes("stopping")], said).toEqual([0, true]);
  }, 40_000);

  // Last, because time does not go back.
  it("rolls periods, ends cancellations and falls back, all by itself as time passes", async () => {
    const [staying, leaving] = [await market.organization(), await market.organization()];
    await assignPlanByHand(market.ctx, leaving, "SCALE", { reason: "contract" });
    const scale = await liveSubscription(market.ctx, leaving);
    await cancelSubscription(market.as(leaving), { when: "period_end", reason: "contract over" });
    const free = await liveSubscription(market.ctx, staying);
    await market.travelTo(addMonths(scale.anchorAt, 1) + DAY + HOUR);
    await eventually(async () => (await market.livesOn(leaving)).plan === "FREE", 15_000);
    await eventually(
      async () => (await liveSubscription(market.ctx, staying)).period.start === addMonths(free.anchorAt, 1),
      15_000,
    );
  }, 40_000);
});
