import { parseArgs } from "node:util";
import { DEFAULT_KEY, type SimulatorOptions } from "./index";
import { API_VERSION } from "./src/http/parameters.generated";

export const USAGE = `A stand-in for Stripe that the unmodified SDK talks to (API version ${API_VERSION}).

Usage: stripe-simulator [flags]

  --port PORT               where it listens; 0 picks a free one (3002)
  --host HOST               the address it binds to (127.0.0.1)
  --key KEY                 the one secret key it accepts (${DEFAULT_KEY})
  --webhook-url URL         sends events here, beside the endpoints made through the API
  --webhook-secret SECRETS  signs them; several with commas between, as during a rotation
  --thin-webhook-url URL    sends events of the second generation (v2) here, as heads
  --thin-webhook-secret SECRETS  signs those
  --retry-scale FACTOR      how fast failed deliveries are retried: 1 is three days (1/300, a quarter of an hour)
  --state FILE              keeps everything in this file, and a log beside it, across restarts
  --start-at TIME           billing time at the first start, ISO 8601; a state file's own time wins
  --payment-retries DAYS    days from one failed payment to the next try, with commas (3,5,7)
  --after-retries WHAT      what becomes of the subscription then: cancel, unpaid or past_due (cancel)
  --public-url URL          the address browsers use for the hosted pages, when it differs from host and port
  --help                    this text

Control calls (clock, deliveries, failures, …) stand in the README.`;

const text = { type: "string" } as const;
const FLAGS = {
  port: { ...text, default: "3002" },
  host: { ...text, default: "127.0.0.1" },
  key: { ...text, default: DEFAULT_KEY },
  "webhook-url": text,
  "webhook-secret": text,
  "thin-webhook-url": text,
  "thin-webhook-secret": text,
  "retry-scale": text,
  state: text,
  "start-at": text,
  "payment-retries": text,
  "after-retries": text,
  "public-url": text,
  help: { type: "boolean", default: false },
} as const;

/** The options named by the command line, or null when only help is wanted. @throws Error when they make no sense. */
export function readOptions(args: string[]): (SimulatorOptions & { port: number }) | null {
  const { values } = parseArgs({ args, options: FLAGS });
  if (values.help) return null;
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port} is not a port`);
  const startAt = values["start-at"] === undefined ? undefined : new Date(values["start-at"]);
  if (startAt && Number.isNaN(startAt.getTime())) throw new Error("--start-at is not a date");
  const scale = values["retry-scale"] === undefined ? undefined : Number(values["retry-scale"]);
  if (scale !== undefined && !(scale >= 0 && scale <= 1)) throw new Error("--retry-scale must lie between 0 and 1");
  return {
    port,
    host: values.host,
    key: values.key,
    ...(values["webhook-url"] && { webhookUrl: values["webhook-url"] }),
    ...(values["webhook-secret"] && { webhookSecret: values["webhook-secret"] }),
    ...(scale !== undefined && { deliveryRetryScale: scale }),
    ...(values["thin-webhook-url"] && { thinWebhookUrl: values["thin-webhook-url"] }),
    ...(values["thin-webhook-secret"] && { thinWebhookSecret: values["thin-webhook-secret"] }),
    ...(values.state && { stateFile: values.state }),
    ...(startAt && { startAt }),
    ...retriesFrom(values["payment-retries"], values["after-retries"]),
    ...(values["public-url"] && { publicUrl: values["public-url"] }),
  };
}

function retriesFrom(days = "3,5,7", after = "cancel"): Pick<SimulatorOptions, "retries"> {
  const read = days.split(",").map(Number);
  if (!read.every((day) => Number.isInteger(day) && day > 0))
    throw new Error("--payment-retries must be whole days with commas between");
  const then = (["cancel", "unpaid", "past_due"] as const).find((each) => each === after);
  if (!then) throw new Error("--after-retries must be cancel, unpaid or past_due");
  return { retries: { days: read, then } };
}
