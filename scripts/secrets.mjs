// The secrets of one installation: made on its first start, kept in secrets.json for its owner's eyes only.
import crypto from "node:crypto";
import path from "node:path";
import { readJsonFile, writePrivateFile } from "./paths.mjs";

const password = () => crypto.randomBytes(24).toString("base64url");

const GENERATORS = {
  postgresSuperPassword: password,
  migratePassword: password,
  appPassword: password,
  ENCRYPTION_KEY: () => crypto.randomBytes(32).toString("base64"),
  API_KEY_PEPPER: () => crypto.randomBytes(32).toString("base64"),
  BETTER_AUTH_SECRET: () => crypto.randomBytes(32).toString("base64"),
  STRIPE_WEBHOOK_SECRET: () => `whsec_${crypto.randomBytes(24).toString("base64")}`,
};

/** Those of the secrets that the processes read from their environment, under these very names. */
export const ENVIRONMENT_SECRETS = ["ENCRYPTION_KEY", "API_KEY_PEPPER", "BETTER_AUTH_SECRET", "STRIPE_WEBHOOK_SECRET"];

export const secretsFile = (home) => path.join(home, "secrets.json");

/** Reads the secrets of an installation and makes those it lacks; what exists is never replaced. The file has mode 0600. */
export function loadSecrets(home) {
  const known = readJsonFile(secretsFile(home)) ?? {};
  const missing = Object.entries(GENERATORS).filter(([name]) => !known[name]);
  if (missing.length === 0) return known;
  const secrets = { ...known, ...Object.fromEntries(missing.map(([name, generate]) => [name, generate()])) };
  writePrivateFile(secretsFile(home), JSON.stringify(secrets, null, 2) + "\n");
  return secrets;
}
