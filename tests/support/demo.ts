import fs from "node:fs";

/** What a running Weir tells programs about itself; written by its launcher as demo.json. */
export interface Demo {
  readonly web: string;
  readonly gateway: string;
  readonly stripeSimulator: string | null;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly logins: readonly DemoLogin[];
  readonly apiKeys: readonly DemoApiKey[];
  readonly deploymentKey: string | null;
}

export interface DemoLogin {
  readonly email: string;
  readonly password: string;
  readonly organization: string | null;
  readonly role: string;
}

export interface DemoApiKey {
  readonly organization: string;
  readonly key: string;
  readonly scopes: readonly string[];
}

/** The Weir that the browser tests run against (WEIR_DEMO_FILE, else the one `npm start` runs from this checkout). */
export function demo(): Demo {
  const file = process.env.WEIR_DEMO_FILE ?? ".weir/demo.json";
  if (!fs.existsSync(file)) throw new Error(`${file} is absent: start Weir first (npm start), or run npm test e2e.`);
  return JSON.parse(fs.readFileSync(file, "utf8")) as Demo;
}

/** The demonstration login of an organization; the error lists those there are. */
export function loginOf(organization: string, role = "OWNER"): DemoLogin {
  const { logins } = demo();
  const login = logins.find((one) => one.organization === organization && one.role === role);
  if (login) return login;
  const known = logins.map((one) => `${one.organization ?? "-"} (${one.role})`).join(", ");
  throw new Error(`No ${role} of ${organization} among the demonstration logins: ${known}.`);
}
