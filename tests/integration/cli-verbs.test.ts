import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "../support/database";
import { ask } from "../support/quota";
import { actor, catalogFile, openCommandLine, type CommandLine } from "./cli.fixture";

const database = testDatabase();
const timeout = 120_000;
let line: CommandLine;
const weir: CommandLine["weir"] = (...given) => line.weir(...given);
const json: CommandLine["json"] = (...args) => line.json(...args);

/** Writes a file into the test's own folder. */
function fileOf(name: string, text: string): string {
  const file = path.join(line.folder, name);
  fs.writeFileSync(file, text);
  return file;
}

beforeAll(async () => {
  line = await openCommandLine();
  await json("org", "create", "Acme", "--external-key", "acme", "--billing-email", "billing@acme.example");
  await json("org", "create", "Globex", "--external-key", "globex", "--billing-email", "billing@globex.example");
}, timeout);
afterAll(() => line.close());

describe("rotating a key", () => {
  interface Rotated {
    id: string;
    key: string;
    name: string;
    scopes: string[];
    expiresAt: string | null;
    rotatedFrom: string | null;
    previous: { id: string; expiresAt: string };
  }
  const create = (...more: string[]) =>
    json<{ id: string; key: string }>("apikey", "create", "acme", "--name", "CI", "--scopes", "usage:write", ...more);

  it("makes the same key anew, and the old one works until the overlap ends", { timeout }, async () => {
    const old = await create();
    const tried = await weir(["apikey", "rotate", old.id, "acme", "--dry-run"]);
    expect(tried.code).toBe(0);
    expect(await ask(database, "select 1 from api_key where rotated_from_id is not null")).toEqual([]);

    const before = Date.now();
    const made = await json<Rotated>("apikey", "rotate", old.id, "acme");
    expect(made).toMatchObject({ name: "CI", scopes: ["usage:write"], expiresAt: null, rotatedFrom: old.id });
    expect(made.key).toMatch(/^weir_live_/);
    const end = Date.parse(made.previous.expiresAt);
    expect(end).toBeGreaterThanOrEqual(before + 24 * 3_600_000);
    expect(end).toBeLessThan(Date.now() + 24 * 3_600_000 + 1_000);

    const entries = await json<{ actor: string; action: string; after: unknown }[]>(
      ...["audit", "query", "--organization", "acme", "--action", "api_key.rotated"],
    );
    expect(entries).toMatchObject([{ actor, after: { successor: made.id } }]);
    expect(JSON.stringify(entries)).not.toContain(made.key);
  });

  it("is refused while the successor is in use, and possible again once that is revoked", { timeout }, async () => {
    const old = await create();
    const first = await json<Rotated>("apikey", "rotate", old.id, "acme", "--overlap", "2d");
    const again = await weir(["apikey", "rotate", old.id, "acme", "--json"]);
    expect(again.code).toBe(1);
    expect(JSON.parse(again.err)).toMatchObject({ error: { code: "CONFLICT" } });
    expect(again.err).toContain(first.id);
    await json("apikey", "revoke", first.id, "acme", "--yes");
    expect((await json<Rotated>("apikey", "rotate", old.id, "acme")).rotatedFrom).toBe(old.id);
  });

  it("ends the old key at once when it is told so, after asking", { timeout }, async () => {
    const old = await create("--expires", "90d");
    expect((await weir(["apikey", "rotate", old.id, "acme", "--overlap", "0"])).code).toBe(2);
    const made = await json<Rotated>("apikey", "rotate", old.id, "acme", "--overlap", "0", "--yes");
    expect(Date.parse(made.previous.expiresAt)).toBeLessThanOrEqual(Date.now());
    expect(Date.parse(made.expiresAt ?? "")).toBeGreaterThan(Date.now() + 89 * 86_400_000);
    expect((await weir(["apikey", "rotate", old.id, "acme"])).err).toContain("expired");
  });

  it("never prolongs the old key, and happens once for an idempotency key", { timeout }, async () => {
    const old = await create("--expires", "1h");
    const [stored] = await ask<{ at: Date }>(database, `select expires_at as at from api_key where id = '${old.id}'`);
    const made = await json<Rotated>("apikey", "rotate", old.id, "acme", "--key", "spring");
    expect(Date.parse(made.previous.expiresAt)).toBe(stored?.at.getTime());
    const again = await weir(["apikey", "rotate", old.id, "acme", "--key", "spring"]);
    expect(again.code).toBe(1);
    expect(again.err).toContain(made.id);
  });

  it("sees no other organization's key, and takes an overlap of 30 days at most", { timeout }, async () => {
    const old = await create();
    expect((await weir(["apikey", "rotate", old.id, "globex"])).err).toMatch(/^No such API key/);
    expect((await weir(["apikey", "rotate", old.id, "acme", "--overlap", "31d"])).code).toBe(1);
    expect((await weir(["apikey", "rotate", old.id, "acme", "--overlap", "soon"])).code).toBe(2);
    const deployment = await json<{ id: string }>("apikey", "create", "--deployment", "--scopes", "admin:*");
    expect((await json<Rotated>("apikey", "rotate", deployment.id, "--deployment")).key).toMatch(/^weir_live_dep_/);
  });
});

describe("people of a tenant", () => {
  it("are invited, listed and withdrawn, and nothing happens before it was said", { timeout }, async () => {
    expect((await weir(["org", "invite", "acme", "ada@example.test", "--dry-run"])).code).toBe(0);
    const invited = await json<{ outcome: string; invitation: string; link: string | null }[]>(
      ...["org", "invite", "acme", "Ada@Example.test", "ada@example.test", "--role", "viewer"],
    );
    expect(invited.map(({ outcome }) => outcome)).toEqual(["invited", "repeated"]);
    // Mail lands in the mailbox here, so the link is shown to nobody else.
    expect(invited[0]?.link).toBeNull();
    const open = await json<{ id: string; email: string; role: string }[]>("org", "invitations", "acme");
    expect(open).toMatchObject([{ id: invited[0]?.invitation, email: "ada@example.test", role: "VIEWER" }]);
    expect(await json("org", "revoke-invitation", "acme", open[0]?.id ?? "")).toMatchObject({ state: "revoked" });
    expect((await weir(["org", "remove-member", "acme", "nobody@example.test", "--yes"])).code).toBe(1);
    expect((await weir(["org", "archive", "acme"])).code).toBe(2);
  });
});

describe("single plans", () => {
  const TEAM = `
plans:
  TEAM:
    name: Team
    family: api
    prices: { month: "19.50" }
    features: { api_access: true }
    limits: { api_calls: { window: day, amount: 5000 } }
`;

  it("are created beside what is there, once", { timeout }, async () => {
    const file = fileOf("team.yaml", TEAM);
    const tried = await weir(["plan", "create", file, "--dry-run"]);
    expect(tried).toMatchObject({ code: 0 });
    expect(tried.out).toMatch(/plan TEAM +1 +new plan/);
    expect(await json("plan", "list", "--code", "team")).toEqual([]);

    const created = { plans: [{ code: "TEAM", version: 1, kind: "create" }] };
    expect(await json("plan", "create", file)).toMatchObject(created);
    expect(await json("plan", "create", file)).toMatchObject({ plans: [{ kind: "unchanged" }] });
    expect(await json("plan", "list", "--code", "team")).toMatchObject([
      { status: "ACTIVE", prices: [{ amount: "1950", currency: "usd" }], limits: [{ amount: 5000 }] },
    ]);
    const diff = await json<{ plans: { kind: string }[] }>("catalog", "diff", catalogFile);
    expect(diff.plans.filter((plan) => plan.kind !== "unchanged")).toMatchObject([{ code: "TEAM", kind: "archive" }]);
  });

  it(
    "are refused when they say something else, name what is not there, or would be the fallback",
    { timeout },
    async () => {
      const other = await weir(["plan", "create", fileOf("other.yaml", TEAM.replace("19.50", "29")), "--json"]);
      expect(JSON.parse(other.err)).toMatchObject({ error: { code: "CONFLICT" } });
      const wrong = TEAM.replaceAll("TEAM", "WRONG");
      for (const [from, to, says] of [
        ["family: api", "family: nowhere", "/plans/WRONG/family"],
        ["features: { api_access: true }", "features: { nothing: true }", "/plans/WRONG/features/nothing"],
        ["name: Team", "name: Team\n    fallback: true", "/plans/WRONG/fallback"],
        ["name: Team", "name: Team\n    status: archived", "/plans/WRONG/status"],
      ] as const) {
        const refused = await weir(["plan", "create", fileOf("wrong.yaml", wrong.replace(from, to))]);
        expect(refused.code, says).toBe(1);
        expect(refused.err).toContain(says);
      }
      const two = `${TEAM}  SECOND: { name: Second, family: api, custom: true }\n`;
      expect((await weir(["plan", "create", fileOf("two.yaml", two)])).err).toContain("exactly one plan");
    },
  );

  it("are archived when somebody says so; subscribers stay, and a draft may follow", { timeout }, async () => {
    await json("plan", "assign", "acme", "team", "--reason", "pilot", "--yes");
    const asked = await weir(["plan", "archive", "team"]);
    expect(asked.code).toBe(2);
    expect(asked.out).toContain("its subscribers keep it");
    expect(await json("plan", "archive", "team", "--yes")).toMatchObject({
      plans: [{ code: "TEAM", kind: "archive" }],
    });
    expect(await json("plan", "archive", "team", "--yes")).toMatchObject({ plans: [] });
    expect(await json("subscription", "show", "acme")).toMatchObject({ plan: "TEAM", status: "ACTIVE" });
    expect((await weir(["plan", "assign", "globex", "team", "--reason", "x", "--yes"])).code).toBe(1);
    const draft = fileOf("draft.yaml", TEAM.replace("name: Team", "name: Team\n    status: draft"));
    expect(await json("plan", "create", draft)).toMatchObject({ plans: [{ version: 2, kind: "create" }] });
    const entries = await json<{ action: string; entity: unknown }[]>("audit", "query", "--action", "plan.archived");
    expect(entries).toHaveLength(1);
  });

  it("stay when they are the fallback, and are not found when there are none", { timeout }, async () => {
    const free = await weir(["plan", "archive", "free", "--yes", "--json"]);
    expect(JSON.parse(free.err)).toMatchObject({ error: { code: "CONFLICT" } });
    expect((await weir(["plan", "archive", "nothing", "--yes"])).code).toBe(1);
  });
});

describe("importing usage", () => {
  interface Counts {
    events: number;
    admitted: number;
    replayed: number;
    refused: number;
    invalid: number;
    faults: { line: number; code: string; message: string }[];
  }
  const event = (key: string, units = 1, more: object = {}) =>
    JSON.stringify({ meter: "api_calls", units, idempotencyKey: key, ...more });
  /** Units in the log. The counter may be a moment behind: whoever imported has ended before its last confirmations. */
  const used = async () => {
    const [row] = await ask<{ units: number }>(
      database,
      `select coalesce(sum(e.units), 0)::float8 as units from usage_event e join usage_fence f on f.id = e.fence_id
       join organization o on o.id = f.organization_id where o.external_key = 'globex' and f.meter = 'api_calls'`,
    );
    return row?.units;
  };
  /** The counts of an import that failed for some lines. */
  async function partly(...args: string[]): Promise<Counts> {
    const { code, out, err } = await weir(["usage", "import", ...args, "--json"]);
    expect({ code, stopped: err.includes("STOPPED") }).toEqual({ code: 1, stopped: true });
    return JSON.parse(out) as Counts;
  }

  it("validates without recording, and names the lines", { timeout }, async () => {
    const lines = [event("a1"), "", "{ broken", event("a2", 0), event("a3", 1, { colour: "red" }), event("a4")];
    const file = fileOf("faulty.jsonl", lines.join("\r\n"));
    const tried = await partly(file, "--org", "globex", "--dry-run");
    expect(tried).toMatchObject({ dryRun: true, events: 5, valid: 2, invalid: 3 });
    expect(tried.faults.map((fault) => fault.line)).toEqual([3, 4, 5]);
    expect(tried.faults[2]?.message).toContain("colour");
    expect(await used()).toBe(0);
  });

  it("records each event once, however often the file is imported", { timeout }, async () => {
    const file = fileOf("good.jsonl", Array.from({ length: 40 }, (_, i) => event(`b${i}`)).join("\n"));
    expect(await json("usage", "import", file, "--org", "globex")).toMatchObject({ events: 40, admitted: 40 });
    expect(await json("usage", "import", file, "--org", "globex")).toMatchObject({ admitted: 0, replayed: 40 });
    expect(await used()).toBe(40);
  });

  it("stops at the quota, counts what was refused, and shows ten lines at most", { timeout }, async () => {
    const file = fileOf("much.jsonl", Array.from({ length: 80 }, (_, i) => event(`c${i}`)).join("\n"));
    const ended = await partly(file, "--org", "globex");
    expect(ended).toMatchObject({ events: 80, admitted: 60, refused: 20, invalid: 0 });
    expect(ended.faults).toHaveLength(10);
    expect(new Set(ended.faults.map((fault) => fault.code))).toEqual(new Set(["LIMIT_EXCEEDED"]));
    expect(await used()).toBe(100);
  });

  it("reads CSV with a header, quotes, and organizations named by the lines", { timeout }, async () => {
    const rows = [
      "organization,meter,units,idempotencyKey,subject,approxCost,properties",
      'acme,api_calls,3,d1,"line one\nline ""two""",0.002,"{""model"":""small""}"',
      "acme,api_calls,2,d2,,,",
      "acme,api_calls,2",
      "nobody,api_calls,1,d3,,,",
      "acme,teapots,1,d4,,,",
    ];
    const ended = await partly(fileOf("rows.csv", `\uFEFF${rows.join("\n")}\n`));
    expect(ended).toMatchObject({ events: 5, admitted: 2, invalid: 3 });
    expect(ended.faults.map((fault) => fault.line)).toEqual([5, 6, 7]);
    const [row] = await ask<{ subject: string; cost: string; properties: unknown }>(
      database,
      "select subject, cost_micros::text as cost, properties from usage_event where key = 'd1'",
    );
    expect(row).toEqual({ subject: 'line one\nline "two"', cost: "2000", properties: { model: "small" } });
  });

  it(
    "refuses a header that it does not know, a file that is not there, and a line of another organization",
    {
      timeout,
    },
    async () => {
      expect((await weir(["usage", "import", fileOf("bad.csv", "meter,amount\n"), "--org", "acme"])).err).toContain(
        '"amount"',
      );
      expect((await weir(["usage", "import", path.join(line.folder, "none.csv"), "--org", "acme"])).code).toBe(1);
      const file = fileOf("mixed.jsonl", event("e1", 1, { organization: "globex" }));
      expect((await partly(file, "--org", "acme")).faults[0]?.message).toContain("another organization");
      expect((await partly(fileOf("unnamed.jsonl", event("e2")))).faults[0]?.message).toContain("--org");
    },
  );
});

describe("invoices of a tenant", () => {
  interface Invoice {
    id: string;
    number: string;
    status: string;
    amountDue: string;
    amountPaid: string;
    attempts: number;
  }
  const list = (...more: string[]) => json<Invoice[]>("invoice", "list", "billed", ...more);

  it(
    "are listed, shown, and paid once somebody has said so; a card that refuses changes nothing",
    { timeout },
    async () => {
      await json("org", "create", "Billed", "--external-key", "billed");
      expect((await weir(["invoice", "list", "billed"])).out).toContain("It was billed nothing yet.");
      const customer = await line.stripe.customers.create({ name: "Billed" });
      await ask(
        database,
        `update organization set stripe_customer_id = '${customer.id}' where external_key = 'billed'`,
      );
      const { id: draft } = await line.stripe.invoices.create({ customer: customer.id, auto_advance: false });
      await line.stripe.invoiceItems.create({
        ...{ customer: customer.id, invoice: draft, description: "Training day" },
        ...{ amount: 12_345, currency: "usd" },
      });
      const { number } = await line.stripe.invoices.finalizeInvoice(draft);
      await json("stripe", "sync");

      const [open] = await list();
      const id = open?.id ?? "";
      expect(await list()).toMatchObject([{ number, status: "open", amountDue: "12345", amountPaid: "0" }]);
      expect((await weir(["invoice", "list", "billed"])).out).toContain("$123.45");
      expect(await json("invoice", "show", "billed", id)).toMatchObject({
        ...{ id, stripeInvoiceId: draft, total: "12345" },
        lines: [{ description: "Training day", quantity: 1, amount: "12345" }],
      });

      const asked = await weir(["invoice", "pay", "billed", id]);
      expect([asked.code, asked.err]).toEqual([2, expect.stringContaining("--yes") as string]);
      expect(asked.err).toContain("charge Billed $123.45");
      expect((await weir(["invoice", "pay", "billed", id, "--dry-run"])).code).toBe(0);
      expect(await list()).toMatchObject([{ status: "open", attempts: 0 }]);

      const card = async (token: string) => {
        const method = await line.stripe.paymentMethods.attach(token, { customer: customer.id });
        await line.stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
      };
      await card("pm_card_chargeCustomerFail");
      const refused = await weir(["invoice", "pay", "billed", id, "--yes", "--json"]);
      expect([refused.code, JSON.parse(refused.err)]).toMatchObject([1, { error: { code: "PAYMENT_REQUIRED" } }]);
      expect(await list()).toMatchObject([{ status: "open", amountPaid: "0", attempts: 1 }]);

      await card("pm_card_visa");
      for (let twice = 0; twice < 2; twice++)
        expect(await json("invoice", "pay", "billed", id, "--yes")).toMatchObject({
          status: "paid",
          amountPaid: "12345",
        });
      const charges = await line.stripe.charges.list({ customer: customer.id });
      expect(charges.data.filter((charge) => charge.paid)).toHaveLength(1);
      const entries = await json<unknown[]>(
        ...["audit", "query", "--organization", "billed", "--action", "invoice.payment_requested"],
      );
      expect(entries).toMatchObject([{ actor }, { actor }]);
    },
  );

  it("of another tenant, or none at all, are not found", { timeout }, async () => {
    const [paid] = await list();
    for (const id of [paid?.id ?? "", "inv_nothing", `inv_${"0".repeat(32)}`]) {
      const refused = await weir(["invoice", "show", "globex", id, "--json"]);
      expect([refused.code, JSON.parse(refused.err)]).toMatchObject([1, { error: { code: "NOT_FOUND" } }]);
    }
    expect((await weir(["invoice", "list", "billed", "--limit", "0"])).code).toBe(2);
  });
});

describe("proving the quota", () => {
  const OF_THEM = `where fence_id in (select f.id from usage_fence f join organization o on o.id = f.organization_id where o.external_key = 'proven')`;
  const prove = (...more: string[]) => weir(["quota", "prove", "proven", ...more]);

  beforeAll(() => json("org", "create", "Proven", "--external-key", "proven"), timeout);

  it("prints identities with their figures, and is written into the journal", { timeout }, async () => {
    await json("usage", "record", "proven", "api_calls", "7", "--key", "to-be-proven");
    const { code, out, err } = await prove();
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/✓ day from \d{4}-\d{2}-\d{2}: used 7 − pending 0 = log 7 \+ holds 0/);
    expect(out).toContain("✓ keys 1 = events 1 + holds made 0 + releases 0");
    const entries = await json<unknown[]>("audit", "query", "--organization", "proven", "--action", "quota.proved");
    expect(entries).toMatchObject([{ actor, after: { proofs: [{ meter: "api_calls", holds: true, failing: [] }] } }]);
  });

  it("says when there is nothing to prove", { timeout }, async () => {
    expect(await prove("--meter", "ai_tokens")).toMatchObject({
      code: 0,
      out: "Nothing was metered yet of ai_tokens.\n",
    });
    expect(await json("quota", "prove", "proven", "--environment", "dev")).toEqual([]);
  });

  it("ends with 1, and names what does not hold", { timeout }, async () => {
    await ask(database, `update usage_window set checkpoint_units = checkpoint_units + 2 ${OF_THEM}`);
    const { code, out, err } = await prove("--meter", "api_calls", "--environment", "prod");
    expect(code).toBe(1);
    expect(out).toMatch(/✗ day from \S+: 1 events sum to 7 = checkpoint/);
    expect(err).toContain("Not proven: api_calls (prod).");
    const asJson = await prove("--json");
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.out)).toMatchObject([{ meter: "api_calls", holds: false }]);
    await ask(database, `update usage_window set checkpoint_units = 0, checkpoint_seq = 0 ${OF_THEM}`);
    expect((await prove()).code).toBe(0);
  });
});
