import { SECOND, type Instant } from "@/lib/kernel/time";
import type { Environment } from "@/lib/platform/env";
import { simulatorAway } from "./errors";
import type { DueMoment } from "./model";

const TIMEOUT_MS = 30_000;
/** The simulator's clock flows on between our question and our order, so an order may come a second late. */
const TRIES = 5;
/** The simulator's key when none is set; it opens nothing else. */
const DEFAULT_KEY = "sk_test_weir_simulator";

/** The control of the Stripe simulator's clock. It counts in whole seconds. */
export interface SimulatorClock {
  now(): Promise<Instant>;
  nextDue(): Promise<DueMoment | null>;
  /** Forward through every due moment, one by one; a moment that has passed leaves the clock where it is. */
  moveTo(at: Instant): Promise<void>;
}

/** The simulator that stands beside this deployment, or null without one. Its calls throw UNAVAILABLE while it is away. */
export function simulatorClock(
  env: Pick<Environment, "STRIPE_SIMULATOR_URL" | "STRIPE_SECRET_KEY">,
): SimulatorClock | null {
  const address = env.STRIPE_SIMULATOR_URL;
  if (!address) return null;
  const ask = (path: string, body?: object): Promise<Answer> =>
    call(new URL(`/_simulator/${path}`, address), env.STRIPE_SECRET_KEY ?? DEFAULT_KEY, body);
  const now = async (): Promise<number> => seconds((await ask("clock")).fields.now);
  return {
    now: async () => (await now()) * SECOND,
    async nextDue() {
      const { next, what } = (await ask("due")).fields;
      if (next === null || next === undefined) return null;
      return {
        at: seconds(next) * SECOND,
        what: typeof what === "string" ? `${what}, at Stripe` : "something at Stripe",
      };
    },
    async moveTo(at) {
      for (let attempt = 1; ; attempt++) {
        const answer = await ask("clock", { now: Math.max(Math.floor(at / SECOND), await now()) });
        if (answer.ok) return;
        if (attempt === TRIES) throw simulatorAway(answer.fields);
      }
    },
  };
}

interface Answer {
  readonly ok: boolean;
  readonly fields: Readonly<Record<string, unknown>>;
}

async function call(url: URL, key: string, body: object | undefined): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${key}`, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { ok: response.ok, fields: (await response.json()) as Record<string, unknown> };
  } catch (error) {
    throw simulatorAway(error);
  }
}

function seconds(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value))
    throw simulatorAway(new Error("the simulator told no time"));
  return value;
}
