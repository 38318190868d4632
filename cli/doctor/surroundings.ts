import { showClock, simulatorClock } from "@/lib/clock";
import type { World } from "@/lib/context";
import { DAY, iso, MINUTE, SECOND } from "@/lib/kernel/time";
import { operatorCount } from "@/lib/access";
import { listPlans } from "@/lib/catalog";
import { identityMode, stripeMode } from "@/lib/platform/env";
import { readDriftStanding } from "@/lib/quota";
import { inboxBacklog } from "@/lib/stripe";
import { reasonOf } from "./database";
import { failed, fine, warning, type Finding } from "./finding";

const BACKLOG_SECONDS = 60;
const BACKLOG_EVENTS = 100;

/** Everything beside Postgres that can be asked without it. */
export const reachableWithoutDatabase = async (world: World): Promise<Finding[]> => [
  settings(world),
  redis(world),
  await stripe(world),
  identity(world),
];

/** What stands in the database and ought to be looked at. */
export const standingInDatabase = async (world: World): Promise<Finding[]> => [
  await catalog(world),
  await operators(world),
  await drift(world),
  await inbox(world),
  await clock(world),
];

function settings({ env }: World): Finding {
  const mode = env.NODE_ENV === "production" ? (env.WEIR_DEMO ? "a demonstration" : "production") : env.NODE_ENV;
  const found = `they read well; this is ${mode} at ${env.WEIR_URL}`;
  if (Buffer.from(env.ENCRYPTION_KEY, "base64").length !== 32)
    return failed(
      "settings",
      "ENCRYPTION_KEY is not 32 bytes in base64",
      "Make one: openssl rand -base64 32. Keep it: what was encrypted with another cannot be read.",
    );
  return fine("settings", found);
}

function redis({ redis: server }: World): Finding {
  if (server.token() !== null) return fine("redis", "answers, and says which server it is");
  return warning(
    "redis",
    "is away, or does not say which server it is (no run_id)",
    "Check REDIS_URL. Weir stays exact without it and is slower: every decision waits for Postgres.",
  );
}

async function stripe(world: World): Promise<Finding> {
  const mode = stripeMode(world.env);
  if (mode === "off")
    return warning("stripe", "payments are off", "Set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET to sell paid plans.");
  if (mode === "simulator") return simulator(world);
  if (!world.env.STRIPE_WEBHOOK_SECRET)
    return failed(
      "stripe",
      `a ${mode} account without a webhook secret: nothing that Stripe says is believed`,
      "Set STRIPE_WEBHOOK_SECRET to the signing secret of the endpoint /api/webhooks/stripe.",
    );
  return fine("stripe", `a ${mode} account`);
}

async function simulator(world: World): Promise<Finding> {
  try {
    await simulatorClock(world.env)?.now();
    return fine("stripe", `the simulator at ${world.env.STRIPE_SIMULATOR_URL ?? ""}: no money moves`);
  } catch (error) {
    return failed(
      "stripe",
      reasonOf(error),
      "Start the simulator (npm start does so by itself), or set STRIPE_SECRET_KEY of a real account.",
    );
  }
}

const identity = ({ env }: World): Finding =>
  identityMode(env) === "clerk"
    ? fine("sign-in", "through Clerk")
    : fine("sign-in", "by Weir itself, with e-mail and password");

async function catalog(world: World): Promise<Finding> {
  const plans = await listPlans(world, { status: "ACTIVE" });
  const fix = "weir catalog apply prisma/seed/catalog.yaml, or a file of your own with one plan marked as fallback.";
  if (!plans.some((plan) => plan.fallback))
    return failed("catalog", "no active plan is the fallback, so nobody can sign up", fix);
  const unsynced = plans.filter((plan) => plan.syncState === "FAILED").map((plan) => plan.code);
  if (unsynced.length > 0)
    return warning("catalog", `${unsynced.join(", ")} could not be brought to Stripe`, "weir stripe sync says why.");
  return fine("catalog", `${plans.length} plans on sale`);
}

async function operators(world: World): Promise<Finding> {
  const count = await operatorCount(world);
  const console = new URL("/admin", world.env.WEIR_URL).href;
  if (count === 0)
    return warning(
      "operator",
      "nobody may enter the console",
      "Set WEIR_OPERATOR_EMAIL and WEIR_OPERATOR_PASSWORD for one start, or start at a terminal.",
    );
  return fine("operator", `${count === 1 ? "one" : count}; the console is at ${console}`);
}

/** Any drift is worth a look, though it is written down and repaired by itself. */
async function drift(world: World): Promise<Finding> {
  const { units, ratio, openFences } = await readDriftStanding(world);
  if (units === 0) return fine("drift", "no counter has differed from the log lately");
  const found = `${units} units lately, ${(ratio * 100).toFixed(2)} % of a log`;
  const fix = `See which meters at ${new URL("/admin", world.env.WEIR_URL).href}, and prove them: weir quota prove ORGANIZATION.`;
  return openFences > 0 || ratio * 100 > world.env.QUOTA_DRIFT_ALARM_PERCENT
    ? failed("drift", found, fix)
    : warning("drift", found, fix);
}

async function inbox(world: World): Promise<Finding> {
  const { waiting, oldestSeconds, dead } = await inboxBacklog(world);
  const found = `${waiting} events wait${waiting > 0 ? `, the oldest for ${Math.round(oldestSeconds)} s` : ""}, ${dead} are dead`;
  if (dead > 0)
    return warning(
      "webhooks in",
      found,
      "Look at the dead ones in the console, and work on them again: weir stripe replay evt_…",
    );
  if (waiting > BACKLOG_EVENTS || oldestSeconds > BACKLOG_SECONDS)
    return warning("webhooks in", found, "See that a worker runs and what it logs.");
  return fine("webhooks in", found);
}

async function clock(world: World): Promise<Finding> {
  // A simulator that is away has been told of already; our own clock can be read without it.
  const alone = { ...world, env: { ...world.env, STRIPE_SIMULATOR_URL: undefined } };
  const { now, shiftMs, simulator: theirs } = await showClock(world).catch(() => showClock(alone));
  if (theirs !== null && Math.abs(theirs - now) > 5 * SECOND) {
    return warning(
      "clock",
      `business time is ${iso(now)}, the simulator's ${iso(theirs)}`,
      "weir clock advance 1s brings them together, if the simulator is the one behind.",
    );
  }
  if (shiftMs === 0) return fine("clock", "business time is real time");
  const by =
    Math.abs(shiftMs) >= DAY ? `${(shiftMs / DAY).toFixed(1)} days` : `${Math.round(shiftMs / MINUTE)} minutes`;
  const found = `business time is ${iso(now)}, moved by ${by}`;
  return world.env.NODE_ENV === "production" && !world.env.WEIR_DEMO
    ? failed(
        "clock",
        found,
        "Production must run in real time. This database was used for a demonstration: begin with an empty one.",
      )
    : fine("clock", found);
}
