import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { POST } from "@/app/api/webhooks/stripe/route";
import { POST as POST_THIN } from "@/app/api/webhooks/stripe/thin/route";
import { applyCheckout, startCheckout } from "@/lib/billing";
import type { Ctx } from "@/lib/context";
import { useWorld } from "@/lib/http";
import { AppError } from "@/lib/kernel/errors";
import { queryJournal } from "@/lib/journal";
import { DAY, HOUR } from "@/lib/kernel/time";
import { listInvoiceRefs, listPayments } from "@/lib/payments";
import {
  createStripeProvider,
  HANDLERS,
  inboxBacklog,
  listStoredEvents,
  paymentsOff,
  processDueEvents,
  receiveWebhook,
  replayEvent,
  replayEvents,
  sweepEvents,
  type EventKeyset,
  type EventPage,
} from "@/lib/stripe";
import { subscriptionHistory } from "@/lib/subscriptions";
import { CARDS, openMarket, refusal, WEBHOOK_SECRET, type Market } from "./billing.fixture";

let market: Market;
beforeAll(async () => {
  market = await openMarket();
  useWorld(market.world);
});
afterAll(() => market.close());
beforeEach(() =>
  market.rows("update inbox_event set processed_at = coalesce(processed_at, now()), dead_at = null returning event_id"),
);

const signer = new Stripe("sk_test_signs_only");
const sign = (payload: string, more: { secret?: string; timestamp?: number } = {}): string =>
  signer.webhooks.generateTestHeaderString({
    payload,
    secret: more.secret ?? WEBHOOK_SECRET,
    ...(more.timestamp === undefined ? {} : { timestamp: more.timestamp }),
  });
const eventText = (
  id: string,
  type = "customer.subscription.updated",
  objectId = "sub_nothing",
  more: object = {},
): string =>
  JSON.stringify({
    id,
    object: "event",
    livemode: false,
    type,
    api_version: "2026-10-28.endive",
    created: Math.floor(Date.now() / 1000),
    data: { object: { id: objectId, object: "thing" } },
    ...more,
  });
const thinText = (id: string, more: object = {}): string =>
  JSON.stringify({
    id,
    object: "v2.core.event",
    type: "v1.billing.meter.error_report_triggered",
    livemode: false,
    created: new Date().toISOString(),
    related_object: { id: "mtr_1", type: "billing.meter", url: "/v1/billing/meters/mtr_1" },
    ...more,
  });
const signed = (body: string): [string, string] => [body, sign(body)];
const deliver = (body: string | Uint8Array<ArrayBuffer>, signature: string | null): Promise<Response> =>
  POST(
    new Request("http://weir.test/api/webhooks/stripe", {
      method: "POST",
      body,
      headers: signature === null ? {} : { "stripe-signature": signature },
    }),
  );
/** A world in which Stripe answers what a test wants about subscriptions. */
const answering = (retrieveSubscription: Ctx["payments"]["retrieveSubscription"]): Ctx => ({
  ...market.ctx,
  payments: { ...market.ctx.payments, retrieveSubscription },
});
const stored = async (id: string) =>
  (
    await market.rows<{
      outcome: string | null;
      processed: boolean;
      dead: boolean;
      attempts: number;
      last_error: string | null;
    }>(
      "select outcome, processed_at is not null as processed, dead_at is not null as dead, attempts, last_error from inbox_event where event_id = $1",
      id,
    )
  )[0];
const drain = async (): Promise<void> => {
  while ((await processDueEvents(market.ctx, 50)) > 0)
    await market.rows(
      "update inbox_event set available_at = now() - interval '1 second' where processed_at is null and dead_at is null returning event_id",
    );
};

let buyers = 0;
/** A purchase at Stripe of which Weir has heard nothing yet; the events it made, oldest first. */
async function boughtUnheard(
  planCode: string,
  card?: string,
): Promise<{ organization: string; sessionId: string; events: Stripe.Event[] }> {
  const organization = await market.organization();
  const before = new Set((await market.events()).map((event) => event.id));
  const started = await startCheckout(market.as(organization), {
    planCode,
    interval: "MONTH",
    successUrl: "http://weir.test/return?session={CHECKOUT_SESSION_ID}",
    cancelUrl: "http://weir.test/pricing",
    idempotencyKey: `buyer-${(buyers += 1)}`,
  });
  if (started.kind !== "redirect") throw new Error("a checkout was expected");
  expect((await market.pay(started.url, card)).status).toBe(303);
  const events = (await market.events()).filter((event) => !before.has(event.id));
  return { organization, sessionId: started.sessionId, events };
}
const deliverEvent = async (event: Stripe.Event): Promise<void> => {
  const body = JSON.stringify(event);
  expect((await deliver(body, sign(body))).status).toBe(200);
};
const standing = async (organization: string) => ({
  ...(await market.livesOn(organization)),
  subscriptions: (await subscriptionHistory(market.ctx, organization)).map((row) => row.status),
  payments: (await listPayments(market.ctx, organization)).map((payment) => payment.status),
  invoices: (await listInvoiceRefs(market.ctx, organization)).invoices.map((invoice) => [
    invoice.status,
    invoice.subscriptionId !== null,
  ]),
  told: (
    await market.rows<{ type: string }>("select type from outbox_message where organization_id = $1", organization)
  )
    .map((row) => row.type)
    .filter((type) => type.startsWith("payment.") || type === "invoice.paid")
    .sort(),
});
const PAID = {
  plan: "PRO",
  status: "ACTIVE",
  source: "STRIPE",
  subscriptions: ["ACTIVE", "CANCELED"],
  payments: ["SUCCEEDED"],
  invoices: [["paid", true]],
  told: ["invoice.paid", "payment.succeeded"],
};

describe("the webhook's door", () => {
  it("stores a signed event once and answers 200 both times", async () => {
    const body = eventText("evt_once");
    for (let i = 0; i < 2; i++) expect((await deliver(body, sign(body))).status).toBe(200);
    expect(await market.rows("select 1 from inbox_event where event_id = 'evt_once'")).toHaveLength(1);
    expect(await stored("evt_once")).toMatchObject({ processed: false, attempts: 0 });
  });

  it("does so when the same event comes many times at once", async () => {
    const body = eventText("evt_many");
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver(body, sign(body))));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(await market.rows("select 1 from inbox_event where event_id = 'evt_many'")).toHaveLength(1);
  });

  it.each([
    ["no signature", (body: string) => [body, null]],
    ["an empty signature", (body: string) => [body, ""]],
    ["garbage", (body: string) => [body, "t=abc,v1=00"]],
    ["another secret", (body: string) => [body, sign(body, { secret: "whsec_other" })]],
    ["a changed body", (body: string) => [`${body} `, sign(body)]],
    ["an old stamp", (body: string) => [body, sign(body, { timestamp: Math.floor(Date.now() / 1000) - 600 })]],
    ["a stamp in the future", (body: string) => [body, sign(body, { timestamp: Math.floor(Date.now() / 1000) + 600 })]],
    ["a signed body that is no JSON", () => ["not json", sign("not json")]],
    ["an event of live mode", () => signed(eventText("evt_refused", undefined, undefined, { livemode: true }))],
    [
      "a connected account's event",
      () => signed(eventText("evt_refused", undefined, undefined, { account: "acct_2" })),
    ],
    ["a thin event", () => signed(thinText("evt_refused"))],
  ] as const)("answers 400 to %s and stores nothing", async (_what, made) => {
    const [body, signature] = made(eventText("evt_refused"));
    const answer = await deliver(body as string, signature as string | null);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
    expect(await stored("evt_refused")).toBeUndefined();
  });

  it("answers 413 above a megabyte, also when nothing announced it", async () => {
    const big = new Uint8Array(1024 * 1024 + 1).fill(97);
    expect((await deliver(big, "t=1,v1=00")).status).toBe(413);
  });

  it("accepts every secret in force during a rotation, with the spaces that come with pasting", async () => {
    const provider = createStripeProvider({
      ...market.world.env,
      STRIPE_WEBHOOK_SECRET: ` whsec_old ,${WEBHOOK_SECRET}\n`,
    });
    for (const [id, secret] of [
      ["evt_old", "whsec_old"],
      ["evt_new", WEBHOOK_SECRET],
    ] as const) {
      const body = Buffer.from(eventText(id));
      await receiveWebhook({ ...market.world, payments: provider }, body, sign(body.toString(), { secret }));
      expect(await stored(id)).toBeDefined();
    }
  });

  it("says that payments are off rather than pretending", async () => {
    expect(await refusal(receiveWebhook({ ...market.world, payments: paymentsOff() }, Buffer.from("{}"), "t=1"))).toBe(
      "UNAVAILABLE",
    );
    expect(await refusal(paymentsOff().retrieveSubscription("sub_1"))).toBe("UNAVAILABLE");
  });
});

describe("a purchase comes to the same end", () => {
  it("when only the webhooks tell of it", async () => {
    const { organization, events } = await boughtUnheard("PRO");
    for (const event of events) await deliverEvent(event);
    await drain();
    expect(await standing(organization)).toEqual(PAID);
  });

  it("when the return page was first and the webhooks come late and twice", async () => {
    const { organization, sessionId, events } = await boughtUnheard("PRO");
    await applyCheckout(market.as(organization), sessionId);
    expect(await standing(organization)).toEqual(PAID);
    for (const event of [...events, ...events]) await deliverEvent(event);
    await drain();
    for (const event of events) await replayEvent(market.ctx, event.id);
    await drain();
    expect(await standing(organization)).toEqual(PAID);
  });

  it("when the webhooks come backwards", async () => {
    const { organization, events } = await boughtUnheard("PRO");
    for (const event of events.reverse()) {
      await deliverEvent(event);
      await drain();
    }
    expect(await standing(organization)).toEqual(PAID);
  });

  it("when return page and webhooks arrive at the same moment", async () => {
    const { organization, sessionId, events } = await boughtUnheard("PRO");
    for (const event of events) await deliverEvent(event);
    await Promise.all([
      applyCheckout(market.as(organization), sessionId),
      processDueEvents(market.ctx, 50),
      applyCheckout(market.as(organization), sessionId),
      processDueEvents(market.ctx, 50),
    ]);
    await drain();
    expect(await standing(organization)).toEqual(PAID);
  });

  it("when no webhook ever came, by the sweep of missed events", async () => {
    const { organization } = await boughtUnheard("PRO");
    const now = await market.now();
    const sweep = await sweepEvents(market.ctx, now - HOUR, now);
    expect(sweep.missed).toBeGreaterThan(0);
    expect((await sweepEvents(market.ctx, now - HOUR, now)).missed).toBe(0);
    await drain();
    expect(await standing(organization)).toEqual(PAID);
  });

  it("when the worker died with the events in its hands", async () => {
    const { organization, events } = await boughtUnheard("PRO");
    for (const event of events) await deliverEvent(event);
    await market.rows(
      "update inbox_event set attempts = attempts + 1, available_at = now() + interval '30 seconds' where processed_at is null returning event_id",
    );
    expect(await processDueEvents(market.ctx, 50)).toBe(0);
    await market.rows(
      "update inbox_event set available_at = now() - interval '1 second' where processed_at is null returning event_id",
    );
    await drain();
    expect(await standing(organization)).toEqual(PAID);
  });
});

describe("whatever the order", () => {
  /** A small generator with a seed, so that a failure can be run again. */
  const shuffled = <T>(rows: readonly T[], seed: number): T[] => {
    const out = [...rows];
    let state = seed;
    for (let i = out.length - 1; i > 0; i--) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      const j = state % (i + 1);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  };

  it.each([1, 2, 3, 4])(
    "a purchase and its end, each event twice and three workers at once, end in one FREE (order %i)",
    async (seed) => {
      const { organization, sessionId, events } = await boughtUnheard("PRO");
      const heard = new Set((await market.events()).map((event) => event.id));
      const [subscription] = events.flatMap((event) =>
        event.type === "customer.subscription.created" ? [event.data.object] : [],
      );
      const later = shuffled([...events, ...events], seed);
      for (const event of later.slice(0, seed * 3)) await deliverEvent(event);
      await Promise.all([
        processDueEvents(market.ctx, 50),
        processDueEvents(market.ctx, 50),
        applyCheckout(market.as(organization), sessionId),
      ]);
      await market.stripe.subscriptions.cancel(subscription?.id ?? "");
      const ending = (await market.events()).filter((event) => !heard.has(event.id));
      for (const event of shuffled([...later, ...ending, ...ending], seed)) await deliverEvent(event);
      await Promise.all([
        processDueEvents(market.ctx, 50),
        processDueEvents(market.ctx, 50),
        processDueEvents(market.ctx, 50),
      ]);
      await drain();
      expect(await standing(organization)).toMatchObject({
        plan: "FREE",
        source: "INTERNAL",
        subscriptions: ["ACTIVE", "CANCELED", "CANCELED"],
        payments: ["SUCCEEDED"],
        told: PAID.told,
      });
      expect((await market.rows("select 1 from inbox_event where processed_at is null")).length).toBe(0);
    },
  );
});

describe("an event", () => {
  it("of a type nobody listens to is stored and ignored", async () => {
    const body = eventText("evt_other", "radar.early_fraud_warning.created");
    await deliver(body, sign(body));
    await drain();
    expect(await stored("evt_other")).toMatchObject({
      processed: true,
      outcome: "ignored: nobody listens to this type",
    });
  });

  it("about things that are none of ours is ignored with the reason, by every handler", async () => {
    for (const [i, handler] of HANDLERS.entries()) {
      const body = eventText(`evt_foreign_${i}`, handler.type, "foreign_1");
      await deliver(body, sign(body));
    }
    await drain();
    for (const i of HANDLERS.keys())
      expect(await stored(`evt_foreign_${i}`)).toMatchObject({
        processed: true,
        outcome: expect.stringContaining("ignored") as string,
      });
  });

  it("that keeps failing rests longer each time, dies in the end, and lives again when replayed", async () => {
    const body = eventText("evt_poison");
    await deliver(body, sign(body));
    const broken = answering(() => {
      throw new AppError("STRIPE_ERROR", "This object is broken.");
    });
    expect(await processDueEvents(broken, 10)).toBe(1);
    expect(await stored("evt_poison")).toMatchObject({
      processed: false,
      dead: false,
      attempts: 1,
      last_error: "This object is broken.",
    });
    expect(await processDueEvents(broken, 10)).toBe(0);
    for (let i = 0; i < 11; i++) {
      await market.rows(
        "update inbox_event set available_at = now() - interval '1 second' where event_id = 'evt_poison' returning event_id",
      );
      await processDueEvents(broken, 10);
    }
    expect(await stored("evt_poison")).toMatchObject({ dead: true, attempts: 12 });
    expect((await inboxBacklog(market.ctx)).dead).toBeGreaterThanOrEqual(1);
    expect((await queryJournal(market.ctx, { entityId: "evt_poison" })).entries).toMatchObject([
      { action: "stripe_event.died", actor: "stripe", reason: "This object is broken." },
    ]);
    await replayEvent(market.ctx, "evt_poison");
    await drain();
    expect(await stored("evt_poison")).toMatchObject({ processed: true, dead: false });
    expect((await queryJournal(market.ctx)).entries[0]).toMatchObject({ action: "stripe_event.replayed" });
    expect(await refusal(replayEvent(market.ctx, "evt_unknown"))).toBe("NOT_FOUND");
  });

  it("outlives an hour in which Stripe does not answer, and is given up after three days of it", async () => {
    const body = eventText("evt_away");
    await deliver(body, sign(body));
    const away = { ...market.ctx, payments: paymentsOff() };
    const tries = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        await market.rows(
          "update inbox_event set available_at = now() - interval '1 second' where event_id = 'evt_away' returning event_id",
        );
        await processDueEvents(away, 10);
      }
    };
    await tries(13);
    expect(await stored("evt_away")).toMatchObject({ dead: false, processed: false, attempts: 13 });
    const [pause] = await market.rows<{ seconds: number }>(
      "select extract(epoch from available_at - now())::float8 as seconds from inbox_event where event_id = 'evt_away'",
    );
    expect(pause?.seconds).toBeLessThanOrEqual(120);
    await market.rows(
      "update inbox_event set received_at = now() - interval '73 hours' where event_id = 'evt_away' returning event_id",
    );
    await tries(1);
    expect(await stored("evt_away")).toMatchObject({ dead: true });
  });

  it("is not failed by a taker whose lease has passed to another that did it", async () => {
    const body = eventText("evt_overtaken");
    await deliver(body, sign(body));
    let giveUp = (): void => undefined;
    let asked = (): void => undefined;
    const reached = new Promise<void>((resolve) => (asked = resolve));
    const slow = answering(
      () =>
        new Promise((_, reject) => {
          giveUp = () => reject(new Error("too late"));
          asked();
        }),
    );
    const first = processDueEvents(slow, 10);
    await reached;
    await market.rows(
      "update inbox_event set available_at = now() - interval '1 second' where event_id = 'evt_overtaken' returning event_id",
    );
    expect(await processDueEvents(market.ctx, 10)).toBe(1);
    giveUp();
    await first;
    expect(await stored("evt_overtaken")).toMatchObject({ processed: true, last_error: null, attempts: 2 });
  });

  it("is applied once for all that ask for the same of one object", async () => {
    let asked = 0;
    for (const type of ["created", "updated", "paused", "resumed", "deleted"]) {
      const body = eventText(`evt_same_${type}`, `customer.subscription.${type}`, "sub_same");
      await deliver(body, sign(body));
    }
    const counting = answering(async () => {
      asked += 1;
      return null;
    });
    expect(await processDueEvents(counting, 50)).toBe(5);
    expect(asked).toBe(1);
    expect(
      await market.rows("select 1 from inbox_event where event_id like 'evt_same_%' and processed_at is not null"),
    ).toHaveLength(5);
  });

  it("says whose it is, by the customer that it names", async () => {
    const { organization, events } = await boughtUnheard("PRO");
    for (const event of events) await deliverEvent(event);
    const page = await listStoredEvents(market.ctx, { organizationId: organization, state: "WAITING" }, { limit: 100 });
    // Products and prices are nobody's, and the payment of an invoice names the invoice alone.
    const theirs = events.filter((event) => !/^(product|price|invoice_payment)\./.test(event.type));
    const named = (all: readonly { id: string; type: string }[]) => all.map(({ id, type }) => `${type} ${id}`).sort();
    expect(named(page.events)).toEqual(named(theirs));
    expect(page.events[0]?.organization?.id).toBe(organization);
    await drain();
  });

  it("is taken by one of several workers", async () => {
    for (let i = 0; i < 20; i++) {
      const body = eventText(`evt_shared_${i}`);
      await deliver(body, sign(body));
    }
    const taken = await Promise.all(Array.from({ length: 4 }, () => processDueEvents(market.ctx, 8)));
    expect(taken.reduce((sum, n) => sum + n, 0)).toBe(20);
    expect(
      await market.rows("select 1 from inbox_event where event_id like 'evt_shared_%' and attempts = 1"),
    ).toHaveLength(20);
  });
});

describe("a thin event", () => {
  const deliverThin = (body: string, signature: string | null): Promise<Response> =>
    POST_THIN(
      new Request("http://weir.test/api/webhooks/stripe/thin", {
        method: "POST",
        body,
        headers: signature === null ? {} : { "stripe-signature": signature },
      }),
    );

  it.each([
    ["no signature", (body: string) => [body, null]],
    ["another secret", (body: string) => [body, sign(body, { secret: "whsec_other" })]],
    ["an old stamp", (body: string) => [body, sign(body, { timestamp: Math.floor(Date.now() / 1000) - 600 })]],
    ["a stamp in the future", (body: string) => [body, sign(body, { timestamp: Math.floor(Date.now() / 1000) + 600 })]],
    ["live mode", () => signed(thinText("evt_thin_refused", { livemode: true }))],
    ["another account", () => signed(thinText("evt_thin_refused", { context: "acct_2" }))],
    ["a snapshot event", () => signed(eventText("evt_thin_refused"))],
  ] as const)("is refused with 400 for %s", async (_what, made) => {
    const [body, signature] = made(thinText("evt_thin_refused"));
    expect((await deliverThin(body as string, signature as string | null)).status).toBe(400);
    expect(await stored("evt_thin_refused")).toBeUndefined();
  });

  it("of usage that Stripe could not count is stored, told to the operators once, and journaled", async () => {
    const report = {
      summary: "There are 2 invalid events",
      meterId: "mtr_1",
      errors: [
        { code: "meter_event_invalid_value", count: 2, samples: [{ message: "not a number", reference: "use_1" }] },
      ],
    };
    const alarms: unknown[] = [];
    const reporting: Ctx = {
      ...market.ctx,
      payments: { ...market.ctx.payments, retrieveMeterErrors: async (id) => (id === "evt_thin" ? report : null) },
      log: Object.assign(Object.create(market.ctx.log) as Ctx["log"], {
        error: (...facts: unknown[]) => alarms.push(facts),
      }),
    };
    for (let i = 0; i < 2; i++) expect((await deliverThin(...signed(thinText("evt_thin")))).status).toBe(200);
    expect(await processDueEvents(reporting, 10)).toBe(1);
    await replayEvent(market.ctx, "evt_thin");
    expect(await processDueEvents(reporting, 10)).toBe(1);
    expect(await stored("evt_thin")).toMatchObject({
      processed: true,
      outcome: expect.stringContaining("2 reports") as string,
    });
    expect(alarms).toHaveLength(2);
    const { entries } = await queryJournal(market.ctx, { entityType: "stripe_meter" });
    expect(entries).toMatchObject([
      {
        action: "stripe_meter.errors_reported",
        entity: { id: "mtr_1" },
        after: { errors: 2 },
        correlationId: "evt_thin",
      },
    ]);
  });
});

describe("a replay by filter", () => {
  it("takes what the filter meets and nothing else, is journaled, and may be repeated", async () => {
    for (const [id, type] of [
      ["evt_many_1", "radar.early_fraud_warning.created"],
      ["evt_many_2", "radar.early_fraud_warning.created"],
      ["evt_many_3", "radar.early_fraud_warning.updated"],
    ] as const) {
      const body = eventText(id, type);
      await deliver(body, sign(body));
    }
    await drain();
    const filter = { type: "radar.early_fraud_warning.created", state: "IGNORED", from: Date.now() - HOUR } as const;
    const meets = (await listStoredEvents(market.ctx, filter, { limit: 100 })).events.map((event) => event.id);
    expect(meets).toEqual(expect.arrayContaining(["evt_many_1", "evt_many_2"]));
    expect(await replayEvents(market.ctx, filter)).toBe(meets.length);
    expect(await replayEvents(market.ctx, filter)).toBe(0);
    expect(await stored("evt_many_3")).toMatchObject({ processed: true });
    await drain();
    expect(await stored("evt_many_1")).toMatchObject({ processed: true });
    expect((await queryJournal(market.ctx, { action: "stripe_event.replayed_many" })).entries).toMatchObject([
      { after: { replayed: meets.length, filter: { state: "IGNORED" } } },
    ]);
  });

  it("pages through the inbox without a gap", async () => {
    const all = await listStoredEvents(market.ctx, {}, { limit: 100 });
    const paged: string[] = [];
    let after: EventKeyset | null = null;
    do {
      const page: EventPage = await listStoredEvents(market.ctx, {}, { limit: 7, ...(after ? { after } : {}) });
      paged.push(...page.events.map((event) => event.id));
      after = page.next;
    } while (after && paged.length < all.events.length);
    expect(paged.slice(0, all.events.length)).toEqual(all.events.map((event) => event.id));
  });
});

describe("the sweep of missed events", () => {
  it("reaches back to the first of many, however many came after", async () => {
    const made = Array.from({ length: 120 }, (_, i) => ({
      id: `evt_swept_${String(i).padStart(3, "0")}`,
      type: "customer.subscription.updated",
      apiVersion: null,
      objectId: "sub_nothing",
      customerId: null,
      createdAt: i,
      payload: "{}",
    }));
    const newestFirst = [...made].reverse();
    const payments: Ctx["payments"] = {
      ...market.ctx.payments,
      async listEvents({ after, limit }) {
        const from = after === null ? 0 : newestFirst.findIndex((event) => event.id === after) + 1;
        return { events: newestFirst.slice(from, from + limit), more: from + limit < newestFirst.length };
      },
    };
    expect(await sweepEvents({ db: market.world.db, payments }, 0, DAY)).toEqual({
      looked: 120,
      missed: 120,
      upTo: DAY,
      unseen: false,
    });
    expect(await stored("evt_swept_000")).toBeDefined();
    expect((await sweepEvents({ db: market.world.db, payments }, 0, 31 * DAY)).unseen).toBe(true);
  });
});

// Last, because time does not go back.
describe("a renewal", () => {
  it("that fails is told once per attempt, has one payment with its attempts, and ends in FREE when Stripe gives up", async () => {
    const { organization, sessionId } = await boughtUnheard("STARTER", CARDS.failsLater);
    const outcome = await applyCheckout(market.as(organization), sessionId);
    if (outcome.state !== "complete") throw new Error(outcome.state);
    const trialEnd = outcome.subscription.anchorAt;
    const before = new Set((await market.events()).map((event) => event.id));
    const tell = async (): Promise<void> => {
      for (const event of (await market.events()).filter((one) => !before.has(one.id))) {
        before.add(event.id);
        await deliverEvent(event);
      }
      await drain();
      await market.rows(
        "update inbox_event set processed_at = null, attempts = 0 where received_at > now() - interval '1 minute' and type like 'invoice.%' returning event_id",
      );
      await drain();
    };
    const failures = async () =>
      (
        await market.rows(
          "select 1 from outbox_message where organization_id = $1 and type = 'payment.failed'",
          organization,
        )
      ).length;
    await market.travelTo(trialEnd - 2 * DAY);
    await tell();
    expect(
      await market.rows(
        "select 1 from outbox_message where organization_id = $1 and type = 'subscription.trial_will_end'",
        organization,
      ),
    ).toHaveLength(1);
    await market.travelTo(trialEnd + 2 * HOUR);
    await tell();
    expect(await market.livesOn(organization)).toMatchObject({ plan: "STARTER", status: "PAST_DUE" });
    expect(await failures()).toBe(1);
    const renewal = (await listPayments(market.ctx, organization)).find((payment) => payment.createdBy === "stripe");
    expect(renewal).toMatchObject({ status: "FAILED", attempts: 1, amount: 4900n });
    expect(renewal?.failure?.code).toMatch(/decline/);
    await market.travelTo(trialEnd + 4 * DAY);
    await tell();
    expect(await failures()).toBe(2);
    await market.travelTo(trialEnd + 20 * DAY);
    await tell();
    expect(await market.livesOn(organization)).toEqual({ plan: "FREE", status: "ACTIVE", source: "INTERNAL" });
    expect(
      (await listPayments(market.ctx, organization)).filter((payment) => payment.createdBy === "stripe"),
    ).toHaveLength(1);
  });
});
