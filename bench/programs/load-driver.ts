// A process of its own that sends requests over kept-alive connections and measures the answers.
import { startMeter, type Sample } from "../sample";
import { answerJobs } from "./answering";
import { openConnection, type HttpConnection } from "./http-connection";

export interface LoadJob {
  readonly port: number;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly connections: number;
  /** API keys; the connections take turns through them. Empty: none is sent. */
  readonly apiKeys: readonly string[];
  readonly body: BodyPlan;
  readonly expected: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** Requests a second, sent when they are due; null sends the next as soon as an answer is there. */
  readonly rate: number | null;
  /** Distinguishes the idempotency keys of this job from those of all others. */
  readonly keyPrefix: string;
}

export type BodyPlan =
  | { readonly kind: "none" }
  | { readonly kind: "event"; readonly meter: string }
  | { readonly kind: "batch"; readonly meter: string; readonly size: number }
  | { readonly kind: "peek"; readonly meter: string };

const PACE_EVERY_MS = 1;

function* requestsOf(job: LoadJob): Generator<string, never> {
  const heads = (job.apiKeys.length > 0 ? job.apiKeys : [null]).map((apiKey) => headOf(job, apiKey));
  let made = 0;
  const nextKey = (): string => `${job.keyPrefix}-${++made}`;
  for (let turn = 0; ; turn = (turn + 1) % heads.length) {
    const body = bodyOf(job.body, nextKey);
    yield `${heads[turn] ?? ""}content-length: ${body.length}\r\n\r\n${body}`;
  }
}

function headOf(job: LoadJob, apiKey: string | null): string {
  const lines = [`${job.method} ${job.path} HTTP/1.1`, "host: 127.0.0.1", "content-type: application/json"];
  if (apiKey !== null) lines.push(`authorization: Bearer ${apiKey}`);
  return `${lines.join("\r\n")}\r\n`;
}

const eventText = (meter: string, key: string): string => `{"meter":"${meter}","units":1,"idempotencyKey":"${key}"}`;

function bodyOf(plan: BodyPlan, nextKey: () => string): string {
  switch (plan.kind) {
    case "none":
      return "";
    case "event":
      return eventText(plan.meter, nextKey());
    case "peek":
      return `{"meter":"${plan.meter}","units":1}`;
    case "batch":
      return `{"events":[${Array.from({ length: plan.size }, () => eventText(plan.meter, nextKey())).join(",")}]}`;
  }
}

async function load(job: LoadJob): Promise<Sample> {
  const connections = await Promise.all(Array.from({ length: job.connections }, () => openConnection(job.port)));
  try {
    return await (job.rate === null ? saturate(job, connections) : pace(job, connections, job.rate));
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function saturate(job: LoadJob, connections: readonly HttpConnection[]): Promise<Sample> {
  const requests = requestsOf(job);
  const meter = startMeter(job.warmUpMs, job.measureMs);
  await Promise.all(
    connections.map(async (connection) => {
      while (meter.running()) {
        const request = requests.next().value;
        const sent = performance.now();
        const status = await connection.exchange(request);
        meter.ended(performance.now() - sent, status === job.expected ? undefined : String(status));
      }
    }),
  );
  return meter.sample();
}

/** Latency counts from the moment a request was due, so that a server which stalls is charged for all that had to wait. */
async function pace(job: LoadJob, connections: readonly HttpConnection[], rate: number): Promise<Sample> {
  const requests = requestsOf(job);
  const idle = [...connections];
  const due: number[] = [];
  const meter = startMeter(job.warmUpMs, job.measureMs);
  const underway = new Set<Promise<void>>();
  const started = performance.now();

  const send = async (connection: HttpConnection, wanted: number): Promise<void> => {
    const status = await connection.exchange(requests.next().value);
    meter.ended(performance.now() - wanted, status === job.expected ? undefined : String(status));
    idle.push(connection);
    sendDue();
  };
  const sendDue = (): void => {
    while (due.length > 0 && idle.length > 0) {
      // In turn, so that none lies idle until the server closes it.
      const work = send(idle.shift() as HttpConnection, due.shift() as number).finally(() => underway.delete(work));
      underway.add(work);
    }
  };

  let planned = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now();
      while (started + (planned * 1_000) / rate <= now) due.push(started + (planned++ * 1_000) / rate);
      sendDue();
      if (meter.running()) return;
      clearInterval(timer);
      resolve();
    }, PACE_EVERY_MS);
  });
  due.length = 0;
  await Promise.all(underway);
  return meter.sample();
}

answerJobs(load);
