// What the person who starts Weir has asked for: flags, ports, and which parts are real.
import { parseArgs } from "node:util";
import { portFromEnv } from "../embedded/ports.mjs";
import { PlainError } from "../progress.mjs";

const OLDEST_NODE = [20, 19];

export const USAGE = `npm start -- [--fresh] [--empty] [--dev]

  --fresh   remove this installation's data first, without asking
  --empty   no demonstration tenants; Weir asks for the first operator
  --dev     development: reloads on change instead of running the build`;

/** Refuses a Node that is too old, in words. */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new PlainError(`Weir needs Node ${OLDEST_NODE.join(".")} or newer; this is ${version}.`);
}

/** Parses the command line; an unknown flag is an error that shows the usage. */
export function readFlags(args) {
  const flag = { type: "boolean", default: false };
  try {
    return parseArgs({ args, options: { fresh: flag, empty: flag, dev: flag, help: flag } }).values;
  } catch (error) {
    throw new PlainError(`${error.message}\n\n${USAGE}`);
  }
}

/** The ports that people and programs type by hand. */
export const publicPorts = () => ({
  web: portFromEnv("PORT", 3000),
  gateway: portFromEnv("GATEWAY_PORT", 3001),
  simulator: portFromEnv("STRIPE_SIMULATOR_PORT", 3002),
});

const isSet = (name) => Boolean(process.env[name]?.trim());

/** Anything here means that somebody runs Weir in earnest: no demonstration is switched on by itself. */
const REAL_THINGS = ["DATABASE_URL", "STRIPE_SECRET_KEY", "CLERK_SECRET_KEY", "SMTP_URL", "AXIOM_TOKEN"];

function stripeCapability() {
  if (!isSet("STRIPE_SECRET_KEY")) return "simulator";
  return /^(sk|rk)_live_/.test(process.env.STRIPE_SECRET_KEY.trim()) ? "live" : "test";
}

/** As mailMode in lib/platform/env.ts: without a server mail lands in the mailbox of a demonstration, else nowhere. */
function mailCapability() {
  if (isSet("SMTP_URL")) return "smtp";
  return isDemonstration() || process.env.NODE_ENV !== "production" ? "mailbox" : "off";
}

/** Which parts are real and which are stand-ins, as shown at the start; `redis` is completed once it runs. */
export function capabilities() {
  const clerk = isSet("CLERK_SECRET_KEY") && isSet("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY");
  return {
    postgres: isSet("DATABASE_URL") ? "external" : "embedded",
    redis: isSet("REDIS_URL") ? "external" : "embedded",
    stripe: stripeCapability(),
    identity: clerk ? "clerk" : "local",
    mail: mailCapability(),
    logs: isSet("AXIOM_TOKEN") ? "axiom" : "stdout",
  };
}

/** True when this start may show a demonstration: nothing real is configured, or WEIR_DEMO=1 says so. */
export const isDemonstration = () => process.env.WEIR_DEMO === "1" || !REAL_THINGS.some(isSet);
