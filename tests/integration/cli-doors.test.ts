import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildProgram } from "@/cli/program";
import { runLine } from "@/cli/run-line";
import { openWorldsWith } from "@/cli/session";
import type { Scope } from "@/lib/access";
import { addMember, type Organization } from "@/lib/tenancy";
import { testDatabase } from "../support/database";
import { ask } from "../support/quota";
import { digestOfTenant } from "../support/tenant-digest";
import { startWorld, type TestWorld } from "../support/world";
import { VERBS, type VerbDoor } from "./cli-doors.table";

const KEY_SCOPES = ["usage:write", "usage:read", "billing:read", "billing:write"] as const satisfies readonly Scope[];

/** Whoever runs a verb, seen from Acme: by the settings that he has, and by the key that acts. */
type Runner =
  | "nobody"
  | "no key"
  | "a test key"
  /** One of the organization's own that carries one scope, and one that carries all the others. */
  | `key ${(typeof KEY_SCOPES)[number]}`
  | `key without ${(typeof KEY_SCOPES)[number]}`
  | "foreign key"
  | "vendor, no admin"
  | "vendor"
  | "machine";

let weir: TestWorld;
let acme: Organization;
let globex: Organization;
let folder: string;
let places: Readonly<Record<string, string>>;
const keys = new Map<Runner, string>();
/** How everything stood after the last verb. */
let seen: Awaited<ReturnType<typeof rows>>;
const timeout = 60_000;

beforeAll(async () => {
  weir = await startWorld();
  // Each line opens a world and closes it; here they share one, each with the settings of its runner.
  openWorldsWith((env) => ({ ...weir.world, env, close: () => Promise.resolve() }));
  await weir.seedCatalog();
  const [owner, member, stranger] = [
    await weir.person("Owner"),
    await weir.person("Member"),
    await weir.person("Other"),
  ];
  acme = await weir.team("Acme", { externalKey: "acme", ownerId: owner.userId });
  globex = await weir.team("Globex", { externalKey: "globex", ownerId: stranger.userId });
  // A viewer takes no seat, so that no alert fires meanwhile.
  await addMember(weir.system(acme.id), member.userId, "VIEWER");
  for (const scope of KEY_SCOPES) {
    keys.set(`key ${scope}`, await weir.key(acme.id, [scope]));
    const others = KEY_SCOPES.filter((each) => each !== scope);
    keys.set(`key without ${scope}`, await weir.key(acme.id, others));
  }
  keys.set("no key", "weir_live_0123456789");
  keys.set("a test key", await weir.key(acme.id, KEY_SCOPES, "DEV"));
  keys.set("foreign key", await weir.key(globex.id, KEY_SCOPES));
  keys.set("vendor, no admin", await weir.key(null, KEY_SCOPES));
  keys.set("vendor", await weir.key(null));
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "weir-cli-doors-"));
  const usage = path.join(folder, "usage.jsonl");
  fs.writeFileSync(usage, `${JSON.stringify({ meter: "api_calls", units: 1, idempotencyKey: "door-import" })}\n`);
  const plan = path.join(folder, "plan.yaml");
  fs.writeFileSync(plan, 'plans:\n  DOOR:\n    name: Door\n    family: api\n    prices: { month: "19.50" }\n');
  const key = (keys.get("key usage:read") ?? "").split("_")[2] ?? "";
  places = {
    "{acme}": acme.id,
    "{member}": member.email,
    "{person}": member.email,
    "{key}": `key_${key}`,
    "{usage file}": usage,
    "{plan file}": plan,
  };
  seen = await rows();
}, timeout);
afterAll(async () => {
  openWorldsWith();
  await weir?.close();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a line in this process as somebody, with nobody at the terminal. */
async function run(who: Runner, verb: string, args: readonly string[]): Promise<Ended> {
  const said = { out: "", err: "" };
  const kept = { ...process.env };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((...given: unknown[]) => {
      said[stream === "stdout" ? "out" : "err"] += String(given[0]);
      const done = given.findLast((each): each is () => void => typeof each === "function");
      done?.();
      return true;
    }),
  );
  const key = keys.get(who);
  if (key !== undefined) process.env.WEIR_CLI_KEY = key;
  if (who === "nobody") for (const name of ["DATABASE_URL", "REDIS_URL"]) delete process.env[name];
  process.env.WEIR_HOME = folder;
  try {
    const line = [...verb.split(" "), ...args.map((each) => places[each] ?? each), "--json", "--yes"];
    return { code: await runLine([process.execPath, "weir", ...line]), ...said };
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name];
    Object.assign(process.env, kept);
    for (const spy of spies) spy.mockRestore();
  }
}

const codeOf = ({ code, err, out }: Ended): string => {
  if (code === 0) return "in";
  try {
    return (JSON.parse(err) as { error: { code: string } }).error.code;
  } catch {
    return `${code}: ${err || out}`;
  }
};

/** Whom a verb turns away, and with what. A key that has all scopes but the one is as good as each of them alone. */
function refusedAt({ scope, args }: VerbDoor): readonly (readonly [Runner, string])[] {
  const nobody = [
    ["nobody", "STOPPED"],
    ["no key", "AUTHENTICATION_ERROR"],
  ] as const;
  if (scope === "admin:*")
    return [...nobody, ...(["foreign key", "vendor, no admin"] as const).map((who) => [who, "FORBIDDEN"] as const)];
  const foreign = args.includes("{acme}") ? ([["foreign key", "NOT_FOUND"]] as const) : [];
  return [...nobody, ["a test key", "FORBIDDEN"], [`key without ${scope}`, "FORBIDDEN"], ...foreign];
}

/** Whom it lets in: whoever is at the machine, and a key that has the scope. */
const letsIn = ({ scope }: VerbDoor): readonly Runner[] =>
  scope === "admin:*" ? ["machine", "vendor"] : ["machine", `key ${scope}`];

/** The verbs of the program, each by its whole name. */
const verbsOf = (command: Command, before = ""): string[] =>
  command.commands.flatMap((each) => {
    const name = `${before}${each.name()}`;
    return each.commands.length > 0 ? verbsOf(each, `${name} `) : [name];
  });

describe("who may run which verb", () => {
  it("is written down for every verb there is, and for no other", () => {
    expect(Object.keys(VERBS).toSorted()).toEqual(verbsOf(buildProgram()).toSorted());
  });

  it.each(Object.entries(VERBS))("%s", { timeout }, async (verb, door) => {
    const expected = refusedAt(door);
    const got: [Runner, string][] = [];
    for (const [who] of expected) {
      const ended = await run(who, verb, door.args);
      got.push([who, codeOf(ended)]);
      expect(ended.code, who).toBe(1);
      expect(`${ended.out}${ended.err}`, who).not.toMatch(/Acme|Globex|weir_live_\w{20}/);
    }
    expect(got).toEqual(expected);
    for (const who of letsIn(door)) {
      const ended = await run(who, verb, [...door.args, "--dry-run"]);
      expect(["in", door.told], `${who}: ${ended.err}`).toContain(codeOf(ended));
    }
    const [before, after] = [seen, await rows()];
    seen = after;
    // Proofs are written down where they were made.
    expect(verb === "quota prove" ? after.globex : after).toEqual(verb === "quota prove" ? before.globex : before);
  });

  it("acts as the key, and the journal says so", { timeout }, async () => {
    const ended = await run("key usage:write", "usage record", ["{acme}", "api_calls", "1", "--key", "door-acts"]);
    expect(ended.code, ended.err).toBe(0);
    expect((await run("vendor", "org suspend", ["{acme}", "--reason", "door"])).code).toBe(0);
    const [entry] = await ask<{ actor: string }>(
      testDatabase(),
      `select actor from audit.journal_entry where action = 'organization.suspended' and entity_id = '${acme.id}'`,
    );
    expect(entry?.actor).toMatch(/^key:key_/);
  });
});

/** Both tenants, every row, and what belongs to the deployment alone. */
async function rows() {
  const [acmes, globexs, deployments] = await Promise.all([
    digestOfTenant(testDatabase().superUrl, acme.id),
    digestOfTenant(testDatabase().superUrl, globex.id),
    ask(
      testDatabase(),
      `select (select count(*)::int from organization) as organizations, (select count(*)::int from staff) as staff,
        (select count(*)::int from api_key) as keys, (select count(*)::int from signing_key) as signing,
        (select count(*)::int from plan) as plans, (select count(*)::int from audit.journal_entry) as entries`,
    ),
  ]);
  return { acme: acmes, globex: globexs, deployment: deployments };
}
