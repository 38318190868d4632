import { z } from "zod";
import { isRedisUrl } from "./redis-address";

const text = z.string().trim().min(1);
const optional = text.optional();
const port = (value: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().int().min(0).max(65_535))
    .default(value);
const whole = (value: number, min: number, max: number) =>
  z
    .string()
    .trim()
    .regex(/^\d+$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().int().min(min).max(max))
    .default(value);
const percent = (value: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,3}(\.\d{1,3})?$/, "must be a percentage such as 0.5")
    .default(value)
    .transform(Number)
    .pipe(z.number().max(100));
/** An e-mail address, or a page: with https, and without a name or password in it. */
const contact = text.refine(
  (value) => z.email().safeParse(value).success || isSecurePage(value),
  "must be an e-mail address such as support@example.com, or an https:// address",
);

function isSecurePage(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return value.startsWith("https://") && protocol === "https:" && username === "" && password === "";
}

const flag = z
  .enum(["0", "1"])
  .default("0")
  .transform((v) => v === "1");

/** Every setting of Weir, with its default. `.env.example` explains them; a test keeps the two in step. */
export const environmentSchema = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  PORT: port(3000),
  GATEWAY_PORT: port(3001),
  STRIPE_SIMULATOR_PORT: port(3002),
  WEIR_HOME: text.default(".weir"),
  WEIR_DEMO: flag,
  WEIR_GALLERY: flag,
  WEIR_URL: z.url().default("http://localhost:3000"),
  GATEWAY_URL: z.url().default("http://localhost:3001"),
  WEIR_ALLOW_LOCAL_IDENTITY: flag,
  DATABASE_URL: text,
  DATABASE_MIGRATE_URL: optional,
  REDIS_URL: text.refine(
    isRedisUrl,
    "must be redis://host:port, rediss://host:port or, for a cluster, redis-cluster://host:port,host:port",
  ),
  STRIPE_SECRET_KEY: optional,
  STRIPE_WEBHOOK_SECRET: optional,
  STRIPE_SIMULATOR_URL: z.url().optional(),
  STRIPE_AUTOMATIC_TAX: flag,
  CLERK_SECRET_KEY: optional,
  NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: optional,
  CLERK_JWT_KEY: optional,
  CLERK_WEBHOOK_SECRET: optional,
  CLERK_API_URL: z.url().default("https://api.clerk.com"),
  ENCRYPTION_KEY: text,
  API_KEY_PEPPER: text,
  BETTER_AUTH_SECRET: text,
  WEIR_CONTACT: contact.optional(),
  SMTP_URL: optional,
  MAIL_FROM: optional,
  AXIOM_TOKEN: optional,
  AXIOM_DATASET: optional,
  WEIR_CLI_KEY: optional,
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional,
  METRICS_TOKEN: optional,
  AUDIT_HEADS_FILE: optional,
  QUOTA_DENIED_STATUS: z.enum(["402", "429"]).default("402").transform(Number),
  QUOTA_DRIFT_ALARM_PERCENT: percent("0.5"),
  RATE_LIMIT_WINDOW_MS: whole(60_000, 1_000, 3_600_000),
  RATE_LIMIT_MAX_REQUESTS: whole(100, 1, 1_000_000),
  DUNNING_MAX_RETRIES: whole(5, 1, 20),
  DUNNING_SCHEDULE_MINUTES: text.default("60,300,1800,7200,43200"),
  WEBHOOK_DELIVERY_TIMEOUT_MS: whole(15_000, 1_000, 60_000),
  SCHEDULER_INTERVAL_SECONDS: whole(300, 5, 3_600),
  PAST_DUE_GRACE_DAYS: whole(7, 0, 90),
  TEAMS_PER_OWNER: whole(10, 1, 100_000),
  TRIAL_END_WITHOUT_CARD: z.enum(["cancel", "pause"]).default("cancel"),
  WEBHOOK_BACKLOG_ALARM: whole(100, 1, 1_000_000),
  WEBHOOK_BACKLOG_ALARM_SECONDS: whole(60, 5, 86_400),
  USAGE_RETENTION_MONTHS: whole(0, 0, 1_200).refine(
    (months) => months !== 1,
    "must be 0 (keep for ever) or at least 2",
  ),
});

export type Environment = z.output<typeof environmentSchema>;

/** Reads the settings strictly. Throws one message that names every setting that is wrong, and none of their values. */
export function readEnvironment(source: Readonly<Record<string, string | undefined>> = process.env): Environment {
  // An empty variable is an absent one: `STRIPE_SECRET_KEY=` in a file means "not set".
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`).join("\n");
    throw new Error(`Weir cannot start with these settings:\n${wrong}\nSee .env.example for what each one means.`);
  }
  refuseHalfAnIdentity(parsed.data);
  refuseUnsafeProduction(parsed.data);
  return parsed.data;
}

export type StripeMode = "live" | "test" | "simulator" | "off";
export type IdentityMode = "clerk" | "local";

export function stripeMode(env: Environment): StripeMode {
  if (env.STRIPE_SIMULATOR_URL) return "simulator";
  if (!env.STRIPE_SECRET_KEY) return "off";
  return /^(sk|rk)_live_/.test(env.STRIPE_SECRET_KEY) ? "live" : "test";
}

export function identityMode(env: Environment): IdentityMode {
  return env.CLERK_SECRET_KEY && env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY ? "clerk" : "local";
}

export type MailMode = "smtp" | "mailbox" | "off";

/** Where mail goes: to an SMTP server, into the mailbox of a development or demonstration, or nowhere. */
export function mailMode(env: Environment): MailMode {
  if (env.SMTP_URL) return "smtp";
  return env.NODE_ENV !== "production" || env.WEIR_DEMO ? "mailbox" : "off";
}

/** Clerk with a part of its keys would sign people in here and nobody there, or the other way round. */
function refuseHalfAnIdentity(env: Environment): void {
  const keys = ["CLERK_SECRET_KEY", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_JWT_KEY"] as const;
  const missing = keys.filter((name) => !env[name]);
  if (missing.length > 0 && missing.length < keys.length) {
    throw new Error(
      `Weir does not start with a part of Clerk's keys: ${missing.join(" and ")} must be set too, or none of ${keys.join(", ")}.`,
    );
  }
}

function refuseUnsafeProduction(env: Environment): void {
  if (env.NODE_ENV !== "production" || env.WEIR_DEMO) return;
  if (stripeMode(env) === "simulator") {
    throw new Error(
      "Weir does not start in production with the Stripe simulator. Set STRIPE_SECRET_KEY and remove STRIPE_SIMULATOR_URL, or set WEIR_DEMO=1 for a demonstration.",
    );
  }
  if (identityMode(env) === "local" && !env.WEIR_ALLOW_LOCAL_IDENTITY) {
    throw new Error(
      "Weir does not start in production with the local sign-in. Set the Clerk keys, or WEIR_ALLOW_LOCAL_IDENTITY=1 if you mean it.",
    );
  }
}
