import pg from "pg";
import type { ReactElement } from "react";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { checkChainAction } from "@/app/(portal)/orgs/[org]/audit/actions";
import AuditEntryPage from "@/app/(portal)/orgs/[org]/audit/[entry]/page";
import { GET as auditCsv } from "@/app/(portal)/orgs/[org]/audit/csv/route";
import AuditPage from "@/app/(portal)/orgs/[org]/audit/page";
import { checkChainsAction } from "@/app/admin/audit/actions";
import AuditTrailEntryPage from "@/app/admin/audit/[entry]/page";
import { GET as auditTrailCsv } from "@/app/admin/audit/csv/route";
import AuditTrailPage from "@/app/admin/audit/page";
import type { AuditEntryModel, AuditModel, ReadyAudit } from "@/components/screens/audit/model";
import { appointStaff } from "@/lib/access";
import { suspendOrganization, activateOrganization } from "@/lib/billing";
import { record } from "@/lib/journal";
import { inTransaction } from "@/lib/platform/db";
import { updateOrganization } from "@/lib/tenancy";
import { arrivesWith } from "./request-scope";
import { joins } from "./sessions";
import { startScenario, type Customer, type ScenarioWorld } from "./world";

vi.mock("next/headers", () => import("./request-scope"));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));

let world: ScenarioWorld;
let acme: Customer;
let globex: Customer;
let viewer: Customer;
let support: Customer;
beforeAll(async () => {
  world = await startScenario();
  [acme, globex, viewer, support] = [
    await world.signsUp("Acme"),
    await world.signsUp("Globex"),
    await world.signsUp("Vera"),
    await world.signsUp("Sam"),
  ];
  await joins(world, viewer, acme, "VIEWER");
  await appointStaff(world.weir.system(), support.userId, "SUPPORT");
  await updateOrganization(
    { ...world.as(acme), organization: acme.organization.id },
    { name: "=HYPERLINK(1)", timeZone: "Europe/Berlin" },
  );
  await suspendOrganization(world.hand(), acme.organization.id, "=1+1, unpaid");
  await activateOrganization(world.hand(), acme.organization.id, "paid");
});
afterAll(() => world?.close());

const cookies = new Map<Customer, string>();
async function comes(who: Customer): Promise<string> {
  const { origin, host } = new URL(world.weir.world.env.WEIR_URL);
  const cookie = cookies.get(who) ?? (await world.signsIn(who));
  cookies.set(who, cookie);
  arrivesWith({ cookie, origin, host });
  return cookie;
}

async function asSuperuser(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.WEIR_TEST_SUPER_URL });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

type Query = Record<string, string>;
const tenantPage = (query: Query = {}, org = acme.organization.slug) =>
  AuditPage({ params: Promise.resolve({ org }), searchParams: Promise.resolve(query) });
const operatorPage = (query: Query = {}) => AuditTrailPage({ searchParams: Promise.resolve(query) });
const modelOf = <M>(page: unknown): M => (page as ReactElement<{ model: M }>).props.model;
async function ready(page: Promise<unknown>): Promise<ReadyAudit> {
  const model = modelOf<AuditModel>(await page);
  if (model.kind !== "ready") throw new Error("the page failed");
  return model;
}
const digestOf = (page: Promise<unknown>): Promise<string> =>
  page.then(
    () => "shown",
    (error: unknown) => String((error as { digest?: unknown }).digest),
  );

describe("the audit log of an organization", () => {
  it("is there for its administrators, and nowhere for others", async () => {
    await comes(viewer);
    expect(await digestOf(tenantPage())).toContain("404");
    expect(await checkChainAction(acme.organization.slug)).toMatchObject({ kind: "refused" });
    await comes(globex);
    expect(await digestOf(tenantPage())).toContain("404");
    await comes(acme);
    expect(await digestOf(tenantPage())).toBe("shown");
  });

  it("shows who changed what, the operator included, without saying which of his people it was", async () => {
    await comes(acme);
    const { rows, filtered } = await ready(tenantPage());
    expect(filtered).toBe(false);
    expect(rows.slice(0, 3)).toMatchObject([
      { action: "organization.activated", actor: "The operator", actorId: null, reason: "paid" },
      { action: "organization.suspended", actor: "The operator", organization: null },
      { action: "organization.updated", actor: acme.email },
    ]);
    expect(rows[1]?.changes).toEqual([{ field: "status", before: "ACTIVE", after: "SUSPENDED" }]);
    expect(new Set(rows.map((row) => row.organization))).toEqual(new Set([null]));
  });

  it.each([
    [{ actor: "operator" }, ["organization.activated", "organization.suspended"]],
    [{ action: "organization.suspended" }, ["organization.suspended"]],
    [{ entity: "no_such_kind" }, []],
    [{ from: "2999-01-01" }, []],
    [{ to: "2001-01-01" }, []],
    [{ actor: "nobody@example.test" }, []],
  ] satisfies [Query, string[]][])("is narrowed down by %j", async (query, actions) => {
    await comes(acme);
    const { rows, filtered } = await ready(tenantPage(query));
    expect(filtered).toBe(true);
    expect(rows.map((row) => row.action)).toEqual(actions);
  });

  it("finds a person by e-mail, and takes what is no day and no cursor for none", async () => {
    await comes(acme);
    const mine = await ready(tenantPage({ actor: acme.email.toUpperCase(), from: "yesterday", cursor: "?" }));
    expect(mine.rows.map((row) => row.action)).toContain("organization.updated");
    expect(mine.rows.every((row) => row.actor === acme.email)).toBe(true);
    expect(mine.filter.from).toBe("");
  });

  it("gives each entry an address, within its organization", async () => {
    await comes(acme);
    const [row] = (await ready(tenantPage({ action: "organization.updated" }))).rows;
    const entry = (org: string) =>
      AuditEntryPage({ params: Promise.resolve({ org, entry: row?.id ?? "" }) }).then(modelOf<AuditEntryModel>);
    const shown = await entry(acme.organization.slug);
    expect(shown).toMatchObject({ kind: "ready", entry: { action: "organization.updated", actor: acme.email } });
    await comes(globex);
    expect(await digestOf(entry(globex.organization.slug))).toContain("404");
  });

  it("is checked on demand", async () => {
    await comes(acme);
    expect((await ready(tenantPage())).standing).toMatchObject({ chains: 1, unchecked: 1, checkedSince: null });
    const answer = await checkChainAction(acme.organization.slug);
    expect(answer.kind === "checked" ? answer.words : "").toMatch(/^\d+ entries, each as it was written\.$/);
    expect((await ready(tenantPage())).standing).toMatchObject({ chains: 1, unchecked: 0, broken: [] });
  });

  it("comes as a file with the same filter, in which nothing is a formula", async () => {
    const cookie = await comes(acme);
    const file = async (query: string, as = cookie): Promise<Response> =>
      auditCsv(new Request(`http://weir.test/csv?${query}`, { headers: { cookie: as } }), {
        params: Promise.resolve({ org: acme.organization.slug }),
      });
    const whole = await file("");
    expect(whole.headers.get("content-type")).toContain("text/csv");
    const text = await whole.text();
    expect(text).toContain("'=1+1, unpaid");
    expect(text).not.toMatch(/(?:^|,)"?=/m);
    expect(text).toContain("The operator");
    expect(text).not.toContain("cli:");
    expect((await (await file("action=organization.suspended")).text()).trim().split("\r\n")).toHaveLength(2);
    expect((await file("from=yesterday")).status).toBe(422);
    expect((await file("", await comes(viewer))).status).toBe(403);
    expect((await file("", await comes(globex))).status).toBe(404);
  });
});

describe("the operator's audit trail", () => {
  it("is there for staff, with every organization's entries and those of the deployment", async () => {
    await comes(acme);
    expect(await digestOf(operatorPage())).toContain("404");
    expect(await checkChainsAction()).toMatchObject({ kind: "refused" });
    await comes(support);
    const { rows, standing } = await ready(operatorPage());
    const [suspended] = (await ready(operatorPage({ action: "organization.suspended" }))).rows;
    expect(suspended).toMatchObject({ organization: { name: "=HYPERLINK(1)" } });
    expect(suspended?.actor).not.toBe("The operator");
    expect(rows.map((row) => row.organization)).toContain(null);
    expect(standing.chains).toBeGreaterThan(3);
  });

  it("gives the reasons that people gave, and not the mark of what was read from Stripe", async () => {
    const stripe = { ...world.as(globex), actor: { kind: "stripe", id: "stripe", label: "Stripe" } as const };
    for (const reason of ["stripe", "Stripe sent it twice"])
      await inTransaction(world.weir.world.db, (tx) =>
        record(tx, stripe, "subscription.changed", {
          entity: { type: "subscription", id: "subn_of_the_story" },
          organization: globex.organization.id,
          reason,
        }),
      );
    await comes(support);
    const { rows } = await ready(operatorPage({ action: "subscription.changed" }));
    expect(rows.map(({ actor, reason }) => [actor, reason])).toEqual([
      ["Stripe", "Stripe sent it twice"],
      ["Stripe", null],
    ]);
  });

  it("shows one organization's where it is named", async () => {
    await comes(support);
    const { rows } = await ready(operatorPage({ organization: globex.organization.id }));
    expect(new Set(rows.map((row) => row.organization?.name))).toEqual(new Set(["Globex"]));
    expect((await ready(operatorPage({ organization: "nobody" }))).rows).toEqual([]);
  });

  it("says on demand whether every chain holds, and names the first row of one that does not", async () => {
    const cookie = await comes(support);
    const answer = await checkChainsAction();
    expect(answer.kind === "checked" ? answer.words : "").toMatch(/^\d+ chains checked, none broken\.$/);
    expect((await ready(operatorPage())).standing).toMatchObject({ unchecked: 0, broken: [] });
    const [row] = (await ready(operatorPage({ action: "organization.suspended" }))).rows;
    await asSuperuser(
      `alter table audit.journal_entry disable trigger journal_append_only`,
      `update audit.journal_entry set reason = 'forged' where id = '${row?.id}'`,
      `alter table audit.journal_entry enable trigger journal_append_only`,
    );
    await checkChainsAction();
    expect((await ready(operatorPage())).standing.broken).toMatchObject([
      {
        chain: acme.organization.id,
        entryHref: `/admin/audit/${row?.id}`,
        because: "its content is not what was written",
      },
    ]);
    const page = await AuditTrailEntryPage({ params: Promise.resolve({ entry: row?.id ?? "" }) });
    expect(modelOf<AuditEntryModel>(page)).toMatchObject({ kind: "ready", entry: { reason: "forged" } });
    const file = await auditTrailCsv(new Request("http://weir.test/csv", { headers: { cookie } }), {
      params: Promise.resolve({}),
    });
    expect(await file.text()).toContain(globex.organization.id);
  });
});
