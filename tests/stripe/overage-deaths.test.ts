import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { syncPrices } from "@/lib/billing";
import { DAY } from "@/lib/kernel/time";
import { TIMETABLE } from "@/workers/timetable";
import { openMarket, WEBHOOK_SECRET, type Market } from "../integration/billing.fixture";
import { buys, countedAtStripe, reportsOf, subscriptionOf, uses } from "../integration/overage.fixture";
import { openDoor, type Door, type Point } from "./struck-door";
import { workerProcess, type WorkerProcess } from "./worker-process";

const JOB = "report-overage";
const ASKS = "GET /v1/subscriptions/:id";
const TELLS = "POST /v1/billing/meter_events";

let market: Market;
/** A worker, and its own way to Stripe. */
interface Hand {
  readonly worker: WorkerProcess;
  readonly door: Door;
}
let slow: Hand;
let quick: Hand;
let growth: string;
beforeAll(async () => {
  market = await openMarket();
  await syncPrices(market.ctx);
  growth = await buys(market, "GROWTH");
  const { period } = await subscriptionOf(market, growth);
  await market.travelTo(period.start + DAY);
  await uses(market, growth, 100_000);
  // Everything else that runs by itself has just run.
  await market.rows(
    `insert into job_lease (job, last_run_at) select job, now() + interval '1 hour' from unnest($1::text[]) job
     on conflict (job) do update set last_run_at = excluded.last_run_at returning job`,
    TIMETABLE.map(({ name }) => name),
  );
  const [one, other] = [await openDoor(market.simulator.url), await openDoor(market.simulator.url)];
  const worker = await workerProcess(settingsOf(one));
  slow = { door: one, worker };
  quick = { door: other, worker: worker.beside(settingsOf(other)) };
}, 60_000);
afterAll(async () => {
  await slow?.worker.close();
  for (const each of [slow, quick]) await each?.door.close();
  await market?.close();
});

const settingsOf = ({ url }: Door) => ({ STRIPE_SIMULATOR_URL: url, STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET });

/** The job is due, whoever had it in hand; windows and messages wait for nobody. */
async function everythingIsDue(): Promise<void> {
  await market.rows(
    "update job_lease set holder = null, expires_at = null, last_run_at = null where job = $1 returning job",
    JOB,
  );
  await market.rows("update overage_account set looked_at = null returning window_id::text");
  await market.rows(
    "update overage_report set available_at = now() - interval '1 second' where state = 'PENDING' returning id",
  );
}

/** What was told, and what Stripe has counted. */
const told = async () => ({
  reports: (await reportsOf(market, growth)).map(({ units, state }) => [units, state]),
  counted: await countedAtStripe(market, growth),
});

/** A worker dies by kill -9 at a point of its round; nothing of it is finished. */
async function dies({ worker, door }: Hand, kind: string, point: Point): Promise<void> {
  await everythingIsDue();
  const struck = door.next(kind, point);
  await worker.start();
  await struck;
  worker.strike();
  await worker.gone();
}

/** One works alone, until its round is over. */
async function works({ worker }: Hand): Promise<void> {
  await everythingIsDue();
  await worker.start();
  await expect.poll(roundsEnded, { timeout: 20_000, interval: 50 }).toBe(1);
  await worker.stop();
}

const roundsEnded = async (): Promise<number> =>
  (await market.rows("select 1 from job_lease where job = $1 and last_run_at is not null", JOB)).length;

/** The slow one is held at a point of its round; while it is, the quick one does everything; then it goes on. */
async function overtaken(kind: string): Promise<void> {
  let release = (): void => undefined;
  await everythingIsDue();
  const reached = slow.door.next(kind, "before", () => new Promise((resolve) => (release = resolve)));
  await slow.worker.start();
  await reached;
  await works(quick);
  release();
  // It finishes what it has in hand.
  await slow.worker.stop();
}

describe("usage beyond an allowance, told by workers that are killed", { timeout: 90_000 }, () => {
  it("is counted once, wherever they die, and by two at the same windows", async () => {
    await uses(market, growth, 1_234);
    await dies(slow, TELLS, "before");
    expect(await told()).toEqual({ reports: [[1_234, "PENDING"]], counted: 0 });
    await dies(slow, TELLS, "unanswered");
    expect(await told()).toEqual({ reports: [[1_234, "PENDING"]], counted: 1_234 });
    // With the answer in its hand, before or after it has written that down.
    await dies(slow, TELLS, "answered");

    // The slow one has seen what is owed by now, and writes it down when the quick one has written, sent and marked it.
    await uses(market, growth, 5_000);
    await overtaken(ASKS);
    const reports = [
      [1_234, "SENT"],
      [5_000, "SENT"],
    ];
    expect(await told()).toEqual({ reports, counted: 6_234 });
  });
});
