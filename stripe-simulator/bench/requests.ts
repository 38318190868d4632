/**
 * How fast the simulator answers, empty and full. `npx tsx stripe-simulator/bench/requests.ts [--objects 10000] [--state]`
 * prints calls per second and the slowest of a hundred; with --state everything is kept in a file meanwhile.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_KEY, startSimulator, type Simulator } from "../index";

const AT_ONCE = 8;
const CALLS = 1_000;

interface Answer {
  id: string;
  items?: { data: { current_period_end: number }[] };
}

class Caller {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

  constructor(private readonly simulator: Simulator) {}

  call(verb: string, path: string, body = ""): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          agent: this.agent,
          host: "127.0.0.1",
          port: this.simulator.port,
          method: verb,
          path,
          headers: { authorization: `Bearer ${DEFAULT_KEY}`, "content-type": "application/x-www-form-urlencoded" },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString("utf8");
            if (response.statusCode === 200) resolve(JSON.parse(text) as Answer);
            else reject(new Error(`${verb} ${path}: ${response.statusCode} ${text}`));
          });
        },
      );
      sent.once("error", reject);
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Runs `work` for 0…count−1, a few at once, and prints how fast that was. */
async function measured<T>(name: string, count: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  const took: number[] = [];
  let next = 0;
  const began = performance.now();
  const worker = async () => {
    for (let n = next++; n < count; n = next++) {
      const start = performance.now();
      answers[n] = await work(n);
      took.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const seconds = (performance.now() - began) / 1000;
  took.sort((a, b) => a - b);
  const slow = took[Math.floor(took.length * 0.99)] ?? 0;
  console.log(
    `${name.padEnd(34)} ${Math.round(count / seconds)
      .toString()
      .padStart(7)}/s   p99 ${slow.toFixed(1)} ms`,
  );
  return answers;
}

async function round(caller: Caller, title: string): Promise<void> {
  console.log(`\n${title}`);
  const customers = await measured("create a customer", CALLS, (n) =>
    caller.call("POST", "/v1/customers", `email=p${n}@example.com&payment_method=pm_card_visa`),
  );
  await measured("retrieve a customer", CALLS, (n) => caller.call("GET", `/v1/customers/${customers[n]?.id}`));
  await measured("list 10 customers", CALLS, () => caller.call("GET", "/v1/customers"));
  await measured("list 10 invoices of a customer", CALLS, (n) =>
    caller.call("GET", `/v1/invoices?customer=${customers[n]?.id}`),
  );
}

async function subscribe(caller: Caller, count: number): Promise<Answer[]> {
  const product = await caller.call("POST", "/v1/products", "name=Pro");
  const price = await caller.call(
    "POST",
    "/v1/prices",
    `product=${product.id}&currency=usd&unit_amount=2999&recurring[interval]=month`,
  );
  return measured(`create ${count} subscriptions`, count, async () => {
    const customer = await caller.call(
      "POST",
      "/v1/customers",
      "payment_method=pm_card_visa&invoice_settings[default_payment_method]=pm_card_visa",
    );
    return caller.call("POST", "/v1/subscriptions", `customer=${customer.id}&items[0][price]=${price.id}`);
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { objects: { type: "string", default: "10000" }, state: { type: "boolean", default: false } },
  });
  const folder = mkdtempSync(join(tmpdir(), "simulator-bench-"));
  const simulator = await startSimulator(values.state ? { stateFile: join(folder, "state.json") } : {});
  const caller = new Caller(simulator);
  try {
    await round(caller, "empty");
    console.log("\nfilling");
    // A subscription brings seven objects along: customer, card, invoice, payment, intent, charge and itself.
    const made = await subscribe(caller, Math.ceil(Number(values.objects) / 7));
    await round(caller, `with ${values.objects} objects`);
    const end = made.at(-1)?.items?.data[0]?.current_period_end ?? 0;
    await measured("renew all of them", 1, () =>
      caller.call("POST", "/_simulator/clock", JSON.stringify({ now: end + 7200 })),
    );
  } finally {
    caller.close();
    await simulator.close();
    rmSync(folder, { recursive: true });
  }
}

await main();
