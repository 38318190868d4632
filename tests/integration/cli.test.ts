import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "../support/database";
import { ask } from "../support/quota";
import { actor, catalogFile, openCommandLine, type CommandLine } from "./cli.fixture";

const database = testDatabase();
let line: CommandLine;
const weir: CommandLine["weir"] = (...given) => line.weir(...given);
const json: CommandLine["json"] = (...args) => line.json(...args);

beforeAll(async () => {
  line = await openCommandLine();
  await json("org", "create", "Globex", "--external-key", "globex", "--billing-email", "billing@globex.example");
}, 120_000);

afterAll(() => line.close());

const timeout = 120_000;

describe("the catalog's verbs", () => {
  it("find nothing to change in what was applied, and show it", { timeout }, async () => {
    expect(await json("catalog", "diff", catalogFile)).toMatchObject({ meters: [], features: [] });
    const { plans } = await json<{ plans: { code: string }[] }>("catalog", "show");
    expect(plans.map((plan) => plan.code)).toContain("GROWTH");
  });

  it("say what a file would archive, and do nothing without an answer", { timeout }, async () => {
    const file = path.join(line.folder, "smaller.yaml");
    fs.writeFileSync(
      file,
      fs.readFileSync(catalogFile, "utf8").replace(/\n {2}SCALE:[\s\S]*?(?=\n {2}CREDITS_50:)/, ""),
    );
    const asked = await weir(["catalog", "apply", file]);
    expect(asked.code).toBe(2);
    expect(asked.err).toContain("--yes");
    expect(asked.out).toContain("SCALE");
    const tried = await weir(["catalog", "apply", file, "--dry-run"]);
    expect(tried.code).toBe(0);
    const [row] = await ask<{ status: string }>(database, "select status from plan where code = 'SCALE'");
    expect(row?.status).toBe("ACTIVE");
  });
});

describe("organizations and their keys", () => {
  it("are listed as a table with aligned columns", { timeout }, async () => {
    const { code, out } = await weir(["org", "list"]);
    expect(code).toBe(0);
    const [title = "", row = ""] = out.split("\n");
    expect(title).toMatch(/^ID +NAME +SLUG/);
    expect(row.indexOf("Globex")).toBe(title.indexOf("NAME"));
  });

  it("are shown with plan and limits", { timeout }, async () => {
    expect(await json("org", "show", "globex")).toMatchObject({
      name: "Globex",
      subscription: { plan: "FREE", status: "ACTIVE" },
      limits: [{ meter: "api_calls", limit: 100, used: 0 }, {}, { meter: "seats", limit: 3 }, { meter: "storage_gb" }],
    });
  });

  it("get keys that can be revoked, once somebody says so", { timeout }, async () => {
    const made = await json<{ id: string; key: string }>(
      "apikey",
      "create",
      "globex",
      "--name",
      "CI",
      "--scopes",
      "usage:write",
    );
    expect(made.key).toMatch(/^weir_live_/);
    expect((await weir(["apikey", "revoke", made.id, "globex"])).code).toBe(2);
    expect(await json("apikey", "revoke", made.id, "globex", "--yes")).toMatchObject({ id: made.id });
    const [listed] = await json<{ revokedAt: string | null }[]>("apikey", "list", "globex");
    expect(listed?.revokedAt).not.toBeNull();
    expect((await json<{ key: string }>("apikey", "create", "--deployment", "--scopes", "admin:*")).key).toMatch(
      /^weir_live_dep_/,
    );
  });

  it("are suspended, and the journal says who did it and why", { timeout }, async () => {
    expect(await json("org", "suspend", "globex", "--reason", "unpaid for months", "--yes")).toMatchObject({
      status: "SUSPENDED",
    });
    const refused = await weir(["usage", "record", "globex", "api_calls", "1", "--json"]);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.err)).toMatchObject({ error: { code: "ORGANIZATION_SUSPENDED" } });
    await json("org", "activate", "globex", "--reason", "paid");
    const entries = await json<{ actor: string; action: string; reason: string | null }[]>(
      "audit",
      "query",
      "--organization",
      "globex",
      "--action",
      "organization.suspended",
    );
    expect(entries).toMatchObject([{ actor, action: "organization.suspended", reason: "unpaid for months" }]);
  });
});

describe("usage and quota", () => {
  it("record under a key, once, and stop at the limit", { timeout }, async () => {
    expect(await json("usage", "record", "globex", "api_calls", "60", "--key", "first")).toMatchObject({
      units: 60,
      used: 60,
      remaining: 40,
    });
    expect(await json("usage", "record", "globex", "api_calls", "60", "--key", "first")).toMatchObject({
      units: 60,
      used: 60,
    });
    const refused = await weir(["usage", "record", "globex", "api_calls", "41"]);
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toContain("60 of 100 units of api_calls are used today.");
    expect(refused.err).not.toContain(" at ");
  });

  it("are explained without drift, and raised by an exception that is previewed first", { timeout }, async () => {
    const explained = await json<{ windows: { logged: number; drift: number | null }[] }>(
      "quota",
      "explain",
      "globex",
      "api_calls",
    );
    expect(explained.windows).toMatchObject([{ logged: 60, drift: 0 }]);
    const exception = [
      "override",
      "set",
      "globex",
      "--meter",
      "api_calls",
      "--window",
      "day",
      "--amount",
      "500",
      "--expires",
      "7d",
      "--reason",
      "launch week",
    ];
    const previewed = await weir([...exception, "--dry-run"]);
    expect(previewed.code).toBe(0);
    expect(previewed.out).toContain("100 (hard stop) → 500 (hard stop)");
    await json(...exception, "--yes");
    expect(await json("override", "show", "globex")).toMatchObject([
      { subject: "api_calls per day", gives: "500", reason: "launch week" },
    ]);
    expect(await json("usage", "record", "globex", "api_calls", "41")).toMatchObject({ used: 101 });
    await json("override", "remove", "globex", "--meter", "api_calls", "--window", "day", "--reason", "over", "--yes");
    expect(await json("quota", "show", "globex")).toMatchObject([
      { meter: "api_calls", limit: 100, used: 101, remaining: 0, source: "plan" },
      {},
      { meter: "seats", limit: 3, used: 0, resetsAt: null },
      { meter: "storage_gb", limit: 1_000 },
    ]);
    expect(await json("quota", "reconcile", "globex")).toMatchObject({
      rebuilt: expect.arrayContaining([{ environment: "PROD", meter: "api_calls" }]) as unknown,
    });
    expect(await json("usage", "show", "globex")).toMatchObject([{ meter: "api_calls", units: 101 }]);
  });
});

describe("plans and subscriptions", () => {
  it("are assigned by hand, canceled with the period, and taken back", { timeout }, async () => {
    expect(await json("plan", "assign", "globex", "growth", "--reason", "partner", "--yes")).toMatchObject({
      plan: "GROWTH",
      status: "ACTIVE",
      source: "INTERNAL",
    });
    expect(await json("subscription", "cancel", "globex", "--reason", "no longer", "--yes")).toMatchObject({
      cancelAtPeriodEnd: true,
    });
    expect(await json("subscription", "reactivate", "globex")).toMatchObject({ cancelAtPeriodEnd: false });
    expect(await json("subscription", "show", "globex")).toMatchObject({
      plan: "GROWTH",
      nextCharge: { charged: false },
    });
    expect((await json<{ plan: string }[]>("subscription", "list", "globex")).map((one) => one.plan)).toEqual([
      "GROWTH",
      "FREE",
    ]);
  });
});

describe("time, Stripe and the doctor", () => {
  it("move the clock and the simulator together, a month on", { timeout }, async () => {
    const before = await json<{ now: string }>("clock", "show");
    const moved = await json<{ from: string; to: string; steps: number }>("clock", "advance", "1mo", "--yes");
    expect(moved.steps).toBeGreaterThan(1);
    expect(Date.parse(moved.to) - Date.parse(before.now)).toBeGreaterThan(27 * 86_400_000);
    const after = await json<{ now: string; simulator: string }>("clock", "show");
    expect(Math.abs(Date.parse(after.now) - Date.parse(after.simulator))).toBeLessThan(3_000);
    expect((await weir(["clock", "set", "2020-01-01T00:00:00Z", "--yes"])).code).toBe(1);
  });

  it("bring prices to Stripe, and refuse to replay what is not there", { timeout }, async () => {
    const ahead = await weir(["stripe", "sync", "--dry-run"]);
    expect(ahead.out).toContain("GROWTH month: api_calls beyond its limit");
    const { prices } = await json<{ prices: { synced: string[] } }>("stripe", "sync");
    expect(prices.synced).toContain("PRO month");
    const [growth] = await json<{ prices: { sync: string }[]; overagePrices: { sync: string }[] }[]>(
      ...["plan", "list", "--code", "growth"],
    );
    expect([...(growth?.prices ?? []), ...(growth?.overagePrices ?? [])].map(({ sync }) => sync)).toEqual(
      Array(4).fill("SYNCED"),
    );
    expect(await json("stripe", "overage", "--state", "failed")).toEqual([]);
    expect(await json("stripe", "overage", "--report")).toMatchObject({ written: 0, failed: 0 });
    expect((await weir(["stripe", "overage", "--resend", "ovg_nothing", "--reason", "mended"])).code).toBe(1);
    expect((await weir(["stripe", "overage", "--resend", "ovg_nothing"])).code).toBe(2);
    expect(await json("stripe", "overage", "--unbilled")).toEqual([]);
    expect((await weir(["stripe", "overage", "--settle", "ovg_nothing", "--reason", "billed", "--yes"])).code).toBe(1);
    expect((await weir(["stripe", "overage", "--settle", "ovg_nothing"])).code).toBe(2);
    expect((await weir(["stripe", "replay", "evt_nothing"])).code).toBe(1);
  });

  it("verify every chain of the journal", { timeout }, async () => {
    const chains = await json<{ sound: boolean }[]>("audit", "verify");
    expect(chains.length).toBeGreaterThan(1);
    expect(chains.every((chain) => chain.sound)).toBe(true);
    const cut = await weir(["audit", "verify", "--heads", "/nowhere/heads.jsonl"]);
    expect(cut).toMatchObject({ code: 1, err: expect.stringContaining("is not there, or holds no line") as string });
  });

  it("write the journal as a file, once, and find in it by kind of actor", { timeout }, async () => {
    const file = path.join(line.folder, "journal.csv");
    const { entries } = await json<{ entries: number }>("audit", "export", "--organization", "globex", "--out", file);
    const lines = fs.readFileSync(file, "utf8").trim().split("\r\n");
    expect(lines).toHaveLength(entries + 1);
    expect(lines[0]).toMatch(/^recorded_at,chain,position,id,actor,/);
    expect(lines.join()).toContain("organization.suspended");
    expect((await weir(["audit", "export", "--out", file])).code).toBe(1);
    const printed = await weir(["audit", "export", "--organization", "globex", "--actor", "cli"]);
    expect(
      printed.out
        .trim()
        .split("\r\n")
        .slice(1)
        .every((line) => line.includes(actor)),
    ).toBe(true);
    expect((await weir(["audit", "query", "--actor", "nobody@example.test"])).err).toContain("No such user");
  });

  it("say what is wrong and what to do about it", { timeout }, async () => {
    const { code, out, err } = await weir(["doctor", "--json"]);
    const findings = JSON.parse(out) as { check: string; state: string; fix: string | null }[];
    const state = (check: string) => findings.find((finding) => finding.check === check)?.state;
    expect([
      state("settings"),
      state("database"),
      state("roles"),
      state("migrations"),
      state("redis"),
      state("stripe"),
      state("catalog"),
      state("clock"),
    ]).toEqual(Array(8).fill("ok"));
    expect(state("worker")).toBe("failed");
    expect(code).toBe(1);
    expect(err).toContain("worker");
    expect(findings.find((finding) => finding.check === "worker")?.fix).toContain("npm run start:worker");
  });
});

describe("what is typed wrongly", () => {
  it("ends with 2 and says what is possible", { timeout }, async () => {
    const wrong = [
      ["org", "frobnicate"],
      ["usage", "record", "globex", "api_calls", "1.5"],
      ["apikey", "list"],
      ["clock", "advance", "soon"],
    ];
    for (const { code, err } of await Promise.all(wrong.map((args) => weir(args)))) {
      expect(code).toBe(2);
      expect(err).not.toBe("");
    }
  });

  it("ends with 1 when it is refused, in the API's words and without a stack", { timeout }, async () => {
    const unknown = await weir(["org", "show", "nobody"]);
    expect(unknown).toMatchObject({ code: 1, out: "" });
    expect(unknown.err).toMatch(/^No such organization/);
    const away = await weir(["org", "list"], { DATABASE_URL: "postgresql://weir_app:secret@127.0.0.1:1/weir" });
    expect(away.code).toBe(1);
    expect(away.err).toContain("The database cannot be reached");
    expect(away.err).not.toContain("secret");
  });
});
