import { appendFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createApiKey, type Scope } from "@/lib/access";
import { hashPassword } from "@/lib/auth";
import { applyCatalog, parseCatalog } from "@/lib/catalog";
import { contextFor, createWorld, SYSTEM, type Actor, type Ctx, type RunningWorld } from "@/lib/context";
import { useWorld } from "@/lib/http";
import { inTransaction } from "@/lib/platform/db";
import { readEnvironment } from "@/lib/platform/env";
import { createOrganization, type Organization } from "@/lib/tenancy";
import { makeAccount } from "@/lib/tenancy/make-account";

/** A whole Weir in the test's process, on the file's own database and Redis. */
export interface TestWorld {
  readonly world: RunningWorld;
  as(actor: Actor, organization?: string | null): Ctx;
  /** A context of the system itself. */
  system(organization?: string | null): Ctx;
  /** Applies the catalog that is seeded. */
  seedCatalog(): Promise<void>;
  team(name: string, more?: { externalKey?: string; ownerId?: string }): Promise<Organization>;
  person(name: string): Promise<{ userId: string; email: string; password: string; organization: Organization }>;
  /** The text of a new key; without an organization a deployment key. */
  key(
    organization: string | null,
    scopes?: readonly Scope[],
    environment?: "PROD" | "STAGING" | "DEV",
  ): Promise<string>;
  close(): Promise<void>;
}

let requests = 0;

/** Of everybody: a stored form takes a twelfth of a second to make, as it should, and several hundred people sign up in a run. */
const PASSWORD = "a long password of everybody";
let storedForm: Promise<string> | undefined;

const LOG_LINE = /^\{"level":"/;
let kept: string | null = null;

/**
 * In a whole run, what the process logs goes to a file, which is looked through for secrets afterwards; alone, a test logs
 * nothing. True where it is kept.
 */
function keepLog(): boolean {
  const folder = process.env.WEIR_TEST_LOGS;
  if (!folder) return false;
  if (kept !== null) return true;
  const file = (kept = path.join(folder, `test-${process.pid}.log`));
  const write = process.stdout.write.bind(process.stdout) as (...args: unknown[]) => boolean;
  process.stdout.write = (chunk: unknown, ...rest: unknown[]): boolean => {
    if (typeof chunk !== "string" || !LOG_LINE.test(chunk)) return write(chunk, ...rest);
    appendFileSync(file, chunk);
    return true;
  };
  return true;
}

export async function startWorld(settings: Readonly<Record<string, string>> = {}): Promise<TestWorld> {
  const logging = keepLog() ? { LOG_LEVEL: "debug" } : {};
  const world = createWorld(readEnvironment({ ...process.env, ...logging, ...settings }), "test");
  useWorld(world);
  await world.quota.start();
  for (let i = 0; i < 300 && world.redis.token() === null; i++) await new Promise((resolve) => setTimeout(resolve, 10));
  const as = (actor: Actor, organization: string | null = null): Ctx =>
    contextFor(world, { actor, organization, requestId: `test-request-${++requests}` });
  const system = (organization: string | null = null): Ctx => as(SYSTEM, organization);
  return {
    world,
    as,
    system,
    async seedCatalog() {
      await applyCatalog(system(), parseCatalog(await readFile("prisma/seed/catalog.yaml", "utf8")));
    },
    team: (name, more = {}) => createOrganization(system(), { name, ...more }),
    async person(name) {
      const email = `${name.toLowerCase()}@example.test`;
      const stored = await (storedForm ??= hashPassword(PASSWORD));
      const made = await inTransaction(world.db, (tx) =>
        makeAccount(tx, system(), { email, name, timeZone: "UTC" }, { password: stored }),
      );
      if (!made) throw new Error(`somebody with the address ${email} is there already`);
      return { userId: made.user.id, email, password: PASSWORD, organization: made.organization };
    },
    async key(organization, scopes, environment = "PROD") {
      const { text } = await createApiKey(system(organization), {
        name: "test",
        environment,
        scopes: scopes ?? (organization === null ? ["admin:*"] : ["usage:write", "usage:read"]),
      });
      return text;
    },
    close: () => world.close(),
  };
}

/** Speaks to an app as a client does: method, path, key, body. */
export function client(fetch: (request: Request) => Response | Promise<Response>, key?: string) {
  return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const raw =
      body === undefined || typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
    const response = await fetch(
      new Request(`http://weir.test${path}`, {
        method,
        headers: {
          ...(key ? { authorization: `Bearer ${key}` } : {}),
          ...(raw === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(raw === undefined ? {} : { body: raw as BodyInit }),
      }),
    );
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (text === "" ? null : JSON.parse(text)) as never as Record<string, never> & Answer,
    };
  };
}

/** What tests look into; every member may be absent at run time. */
export interface Answer {
  readonly data: Record<string, unknown> & readonly Record<string, unknown>[];
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { pointer: string; code: string; message: string }[];
  readonly results: readonly {
    index: number;
    status: number;
    data?: Record<string, unknown>;
    error?: Record<string, unknown>;
  }[];
  readonly meta: { hasMore: boolean; nextCursor?: string };
}
