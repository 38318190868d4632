import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gatewayApp } from "@/gateway/app";
import { queryJournal } from "@/lib/journal";
import { instantOf, livesIn, type Lives } from "../../scenarios/lives";
import { CARDS } from "../../scenarios/stripe-beside";
import { startScenario, type Customer, type ScenarioWorld } from "../../scenarios/world";
import { client } from "../../support/world";

/** What is bought, managed and paid through /v1 alone: checkout, portal and invoices. */
type Speak = ReturnType<typeof client>;

let world: ScenarioWorld;
let lives: Lives;
beforeAll(async () => {
  world = await startScenario({ stripe: true, at: Date.parse("2027-04-10T10:00:00Z") });
  lives = livesIn(world);
});
afterAll(() => world?.close());

let buyers = 0;
let keys = 0;
const keyed = () => ({ "idempotency-key": `buying-${(keys += 1)}` });
async function buyer(): Promise<{ customer: Customer; speak: Speak }> {
  const customer = await world.signsUp(`Billie${(buyers += 1)}`);
  const key = await world.weir.key(customer.organization.id, ["billing:read", "billing:write"]);
  return { customer, speak: client((request) => gatewayApp().fetch(request), key) };
}
const checkout = (speak: Speak, body: object, headers: Record<string, string> = keyed()) =>
  speak("POST", "/v1/checkout-sessions", body, headers);
const portal = (speak: Speak, body: object, headers: Record<string, string> = {}) =>
  speak("POST", "/v1/portal-sessions", body, headers);
const openPayments = async ({ organization }: Customer): Promise<number> =>
  (
    await world.rows<{ n: number }>(
      "select count(*)::int as n from payment where organization_id = $1 and status = 'PENDING'",
      organization.id,
    )
  )[0]?.n ?? 0;

describe("POST /v1/checkout-sessions", () => {
  it("gives the page where the buyer pays; the plan stands without anybody coming back", async () => {
    const { customer, speak } = await buyer();
    const began = await checkout(speak, { plan: "pro" });
    expect([began.status, began.body.data]).toMatchObject([
      201,
      {
        outcome: "redirect",
        session: expect.stringMatching(/^cs_/) as string,
        payment: expect.stringMatching(/^pay_/) as string,
      },
    ]);
    expect(instantOf(String(began.body.data.expiresAt))).toBeGreaterThan(Date.parse("2027-04-10T10:00:00Z"));
    expect(await world.pays(String(began.body.data.url))).toBe(303);
    await world.comesToHave(customer, "PRO");
    const again = await checkout(speak, { plan: "GROWTH" });
    expect([again.status, again.body]).toMatchObject([
      409,
      { state: "subscribed", choices: ["change_plan", "cancel_at_period_end"] },
    ]);
  });

  it("opens one session for one key, and closes it for a newer one", async () => {
    const { customer, speak } = await buyer();
    const key = keyed();
    const first = await checkout(speak, { plan: "PRO" }, key);
    const same = await checkout(speak, { plan: "PRO" }, key);
    expect([same.status, same.headers.get("idempotent-replayed"), same.body]).toEqual([201, "true", first.body]);
    const other = await checkout(speak, { plan: "PRO", interval: "year" }, key);
    expect([other.status, other.body.code]).toEqual([422, "IDEMPOTENCY_MISMATCH"]);
    const newer = await checkout(speak, { plan: "GROWTH" });
    expect(newer.body.data.session).not.toBe(first.body.data.session);
    expect(await openPayments(customer)).toBe(1);
    expect(await world.pays(String(first.body.data.url))).not.toBe(303);
  });

  it("leads where the vendor's backend says; whoever speaks for an organization stays at home", async () => {
    const { customer, speak } = await buyer();
    const elsewhere = { successUrl: "https://app.example.com/thanks?s={CHECKOUT_SESSION_ID}" };
    const refused = await checkout(speak, { plan: "PRO", ...elsewhere });
    expect([refused.status, refused.body.errors.map((each) => [each.pointer, each.code])]).toEqual([
      422,
      [["/successUrl", "foreign_address"]],
    ]);
    expect(await openPayments(customer)).toBe(0);
    const home = new URL(world.weir.world.env.WEIR_URL).origin;
    expect((await checkout(speak, { plan: "PRO", successUrl: `${home}/orgs` })).status).toBe(201);
    const organization = customer.organization.id;
    const began = await checkout(world.vendor, { plan: "PRO", organization, ...elsewhere });
    const session = await world.stripe.dashboard.checkout.sessions.retrieve(String(began.body.data.session));
    expect([session.success_url, session.cancel_url]).toEqual([
      elsewhere.successUrl,
      `${home}/orgs/${customer.organization.slug}/billing`,
    ]);
  });

  it("names each fault of a body, and begins nothing", async () => {
    const { customer, speak } = await buyer();
    const faults = async (body: unknown, headers: Record<string, string> = keyed()) => {
      const answer = await speak("POST", "/v1/checkout-sessions", body, headers);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
      return [answer.status, answer.body.errors?.map(({ pointer }) => pointer)];
    };
    expect(await faults({ plan: "PRO" }, {})).toEqual([422, ["/headers/Idempotency-Key"]]);
    expect(await faults({})).toEqual([422, ["/plan"]]);
    expect(await faults([])).toEqual([422, ["/"]]);
    expect(await faults('{"plan":')).toEqual([400, undefined]);
    expect(await faults({ plan: "", interval: "week", quantity: 1.5, colour: "red" })).toEqual([
      422,
      ["/plan", "/interval", "/quantity", "/colour"],
    ]);
    for (const quantity of [0, -1, "2", 1e12, null])
      expect(await faults({ plan: "PRO", quantity })).toEqual([422, ["/quantity"]]);
    for (const url of ["javascript:alert(1)", "/billing", "//evil.example", "https://", "ftp://a.example", "x", 7])
      expect(await faults({ plan: "PRO", successUrl: url, cancelUrl: url })).toEqual([
        422,
        ["/successUrl", "/cancelUrl"],
      ]);
    expect(await faults({ plan: "PRO", cancelUrl: "https://a:b@weir.test/" })).toEqual([422, ["/cancelUrl"]]);
    expect(await faults({ plan: "PRO", promotionCode: "NOSUCH" })).toEqual([422, ["/promotionCode"]]);
    expect((await checkout(speak, { plan: "NOWHERE" })).status).toBe(404);
    expect((await checkout(speak, { plan: "PRO", quantity: 3 })).body).toMatchObject({ state: "flat_price" });
    expect(await openPayments(customer)).toBe(0);
  });
});

describe("POST /v1/portal-sessions", () => {
  it("says what is missing before anything was bought", async () => {
    const { speak } = await buyer();
    const refused = await portal(speak, {});
    expect([refused.status, refused.body]).toMatchObject([409, { state: "never_bought", allowed: ["checkout"] }]);
  });

  it("leads to the first page, or to the one thing, and back", async () => {
    const { customer, speak } = await buyer();
    await world.buys(customer, "PRO");
    const billing = `${world.weir.world.env.WEIR_URL}/orgs/${customer.organization.slug}/billing`;
    const home = await portal(speak, {});
    expect([home.status, home.body.data]).toMatchObject([201, { to: "home", returnUrl: billing }]);
    const key = keyed();
    const card = await portal(speak, { to: "payment_method" }, key);
    const page = await fetch(String(card.body.data.url), { redirect: "follow" });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Card number")]);
    expect((await portal(speak, { to: "payment_method" }, key)).body).toEqual(card.body);
    const cancel = await portal(speak, { to: "cancel" });
    const asked = await (await fetch(String(cancel.body.data.url), { redirect: "follow" })).text();
    expect(asked).toMatch(/cancel/i);
    expect((await lives.subscription(customer)).cancelAtPeriodEnd).toBe(false);

    // The portal is set up for no change of plan, and says so instead of failing.
    const change = await portal(speak, { to: "change_plan" });
    expect([change.status, change.body]).toMatchObject([409, { state: "flow_not_offered", allowed: ["home"] }]);
    await lives.step(customer, "cancel");
    const late = await portal(speak, { to: "cancel" });
    expect([late.status, late.body]).toMatchObject([
      409,
      { state: "cancellation_scheduled", allowed: ["cancel_now", "reactivate"] },
    ]);
  });

  it("names each fault, and keeps the browser at home", async () => {
    const { speak } = await buyer();
    expect((await portal(speak, { to: "moon" })).body.errors.map(({ pointer }) => pointer)).toEqual(["/to"]);
    expect((await portal(speak, { returnUrl: "x", flow: 1 })).body.errors.map(({ pointer }) => pointer)).toEqual([
      "/returnUrl",
      "/flow",
    ]);
    expect((await portal(speak, { returnUrl: "https://evil.example/" })).body.errors[0]?.code).toBe("foreign_address");
  });
});

describe("/v1/invoices", () => {
  it("lists them with lines, leads to the PDF, and hides them from everybody else", async () => {
    const { customer, speak } = await buyer();
    await world.buys(customer, "PRO");
    await lives.hasPaid(customer, 2_999n);
    const listed = await speak("GET", "/v1/invoices");
    const [invoice] = listed.body.data;
    expect(invoice).toMatchObject({
      organization: customer.organization.id,
      status: "paid",
      total: { amount: "2999", currency: "usd" },
      amountPaid: { amount: "2999", currency: "usd" },
      lines: [{ quantity: 1, amount: { amount: "2999", currency: "usd" }, proration: false }],
    });
    const path = `/v1/invoices/${String(invoice?.id)}`;
    expect((await speak("GET", path)).body.data).toEqual(invoice);
    const pdf = await speak("GET", `${path}/pdf`);
    expect([pdf.status, pdf.headers.get("location"), pdf.text]).toEqual([302, invoice?.pdfUrl, ""]);
    expect(new TextDecoder().decode(await (await fetch(String(invoice?.pdfUrl))).arrayBuffer())).toMatch(/^%PDF-/);
    const paid = await speak("POST", `${path}/pay`);
    expect([paid.status, paid.body.data]).toMatchObject([200, { status: "paid" }]);
    const { speak: stranger } = await buyer();
    for (const [method, rest] of [
      ["GET", ""],
      ["GET", "/pdf"],
      ["POST", "/pay"],
    ] as const)
      expect((await stranger(method, `${path}${rest}`)).status).toBe(404);
    for (const bad of ["inv_", "%00", "in_123", "x".repeat(101)])
      expect([404, 422]).toContain((await speak("GET", `/v1/invoices/${bad}`)).status);
    expect((await speak("GET", "/v1/invoices?cursor=zzz")).body.errors[0]?.pointer).toBe("/query/cursor");
    expect((await speak("GET", "/v1/invoices?limit=0&state=x")).body.errors.map(({ pointer }) => pointer)).toEqual([
      "/query/limit",
      "/query/state",
    ]);
  });

  it("POST …/pay collects an open one with the card on file, once, and what it brings holds in the answer", async () => {
    const { customer, speak } = await buyer();
    await world.buys(customer, "PRO");
    await lives.changesCard(customer, CARDS.failsLater);
    const waits = await lives.upgrades(customer, "INSTITUTION");
    expect(waits).toMatchObject({ outcome: "payment_needed", payment: { because: "refused" } });
    // Both may have been issued in one second, so that the newest is not always the first.
    const open = (await speak("GET", "/v1/invoices")).body.data.find(({ status }) => status === "open");
    expect(open).toMatchObject({ status: "open", amountDue: waits.payment?.amountDue });
    const path = `/v1/invoices/${String(open?.id)}/pay`;
    const key = keyed();
    const refused = await speak("POST", path, undefined, key);
    expect([refused.status, refused.body.code]).toEqual([402, "PAYMENT_REQUIRED"]);
    expect((await lives.subscription(customer)).plan).toBe("PRO");
    await lives.changesCard(customer, CARDS.good);
    // A refusal is not kept: the same key pays now, and from then on gives the same answer.
    const paid = await speak("POST", path, undefined, key);
    expect([paid.status, paid.body.data]).toMatchObject([
      200,
      { status: "paid", amountPaid: waits.payment?.amountDue },
    ]);
    expect((await lives.subscription(customer)).plan).toBe("INSTITUTION");
    expect((await speak("POST", path, undefined, key)).headers.get("idempotent-replayed")).toBe("true");
    await lives.hasPaid(customer, 2_999n + BigInt(waits.payment?.amountDue.amount ?? 0));
    const { entries } = await queryJournal(world.as(customer), { action: "invoice.payment_requested" });
    expect(entries).toHaveLength(2);
  });

  it("names the state of one that cannot be paid", async () => {
    const { customer, speak } = await buyer();
    await world.buys(customer, "PRO");
    await lives.hasPaid(customer, 2_999n);
    const id = String((await speak("GET", "/v1/invoices")).body.data[0]?.id);
    await world.rows("update invoice_ref set status = 'void' where id = $1 returning id", id);
    const refused = await speak("POST", `/v1/invoices/${id}/pay`);
    expect([refused.status, refused.body]).toMatchObject([409, { state: "void", allowed: [] }]);
  });
});
