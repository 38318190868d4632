// The settings that web, gateway, worker, simulator and seed are given.
import path from "node:path";
import { ENVIRONMENT_SECRETS } from "../secrets.mjs";

/** The key under which the simulator is addressed; it opens nothing but the simulator. */
export const SIMULATOR_KEY = "sk_test_weir_simulator";

const databaseUrl = (role, password, port) =>
  `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/weir`;

/** Connection strings of an embedded Postgres for the application and for the migrations. */
export const embeddedDatabase = (secrets, port) => ({
  DATABASE_URL: databaseUrl("weir_app", secrets.appPassword, port),
  DATABASE_MIGRATE_URL: databaseUrl("weir_migrate", secrets.migratePassword, port),
});

/**
 * Settings of this installation. What the environment already says wins, except the connections passed in. With the
 * simulator its address, key and webhook secret are added; a real Stripe account brings its own.
 */
export function childSettings({ home, secrets, ports, database, redisUrl, simulator, demonstration, dev }) {
  const given = (name, value) => ({ [name]: process.env[name]?.trim() || value });
  const own = ENVIRONMENT_SECRETS.filter((name) => name !== "STRIPE_WEBHOOK_SECRET").map((name) =>
    given(name, secrets[name]),
  );
  return {
    ...Object.assign({}, ...own),
    ...given("WEIR_URL", `http://localhost:${ports.web}`),
    ...given("GATEWAY_URL", `http://localhost:${ports.gateway}`),
    NODE_ENV: dev ? "development" : "production",
    WEIR_HOME: home,
    ...given("AUDIT_HEADS_FILE", path.join(home, "audit-heads.jsonl")),
    PORT: String(ports.web),
    GATEWAY_PORT: String(ports.gateway),
    STRIPE_SIMULATOR_PORT: String(ports.simulator),
    ...database,
    REDIS_URL: redisUrl,
    ...(demonstration ? { WEIR_DEMO: "1" } : {}),
    ...(simulator
      ? {
          STRIPE_SIMULATOR_URL: `http://127.0.0.1:${ports.simulator}`,
          STRIPE_SECRET_KEY: SIMULATOR_KEY,
          ...given("STRIPE_WEBHOOK_SECRET", secrets.STRIPE_WEBHOOK_SECRET),
        }
      : {}),
  };
}
