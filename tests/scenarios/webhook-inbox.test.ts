import type { ReactElement } from "react";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import EventPage from "@/app/admin/webhooks/[event]/page";
import { replayEventAction, replayFilteredAction } from "@/app/admin/webhooks/actions";
import WebhooksPage from "@/app/admin/webhooks/page";
import { POST as REPLAY } from "@/app/api/admin/webhooks/replay/route";
import type {
  EventModel,
  ReadyEvent,
  ReadyWebhooks,
  WebhooksModel,
} from "@/components/screens/operator-webhooks/model";
import { appointStaff } from "@/lib/access";
import { queryJournal } from "@/lib/journal";
import { arrivesWith } from "./request-scope";
import { eventually, startScenario, type Customer, type ScenarioWorld } from "./world";

vi.mock("next/headers", () => import("./request-scope"));
vi.mock("next/cache", () => ({ revalidatePath: () => {} }));

let world: ScenarioWorld;
let acme: Customer;
let operator: Customer;
let support: Customer;
beforeAll(async () => {
  world = await startScenario({ stripe: true });
  [acme, operator, support] = [await world.signsUp("Acme"), await world.signsUp("Olga"), await world.signsUp("Sam")];
  await appointStaff(world.weir.system(), operator.userId, "OPERATOR");
  await appointStaff(world.weir.system(), support.userId, "SUPPORT");
  await world.buys(acme, "PRO");
  await settled();
});
afterAll(() => world?.close());

/** Everything that has arrived is worked on. */
const settled = (): Promise<number> =>
  eventually(
    async () => (await world.rows("select 1 from inbox_event where processed_at is null")).length === 0,
    20_000,
  );

const headersOf = async (who: Customer): Promise<Record<string, string>> => {
  const { origin, host } = new URL(world.weir.world.env.WEIR_URL);
  return { cookie: await world.signsIn(who), origin, host };
};
const comes = async (who: Customer): Promise<void> => arrivesWith(await headersOf(who));

const digestOf = (page: Promise<unknown>): Promise<string> =>
  page.then(
    () => "shown",
    (error: unknown) => String((error as { digest?: unknown }).digest),
  );
const modelOf = <T>(page: unknown): T => (page as ReactElement<{ model: T }>).props.model;
const inbox = async (query: Record<string, string> = {}): Promise<ReadyWebhooks> => {
  const model = modelOf<WebhooksModel>(await WebhooksPage({ searchParams: Promise.resolve(query) }));
  if (model.kind !== "ready") throw new Error("the inbox failed");
  return model;
};
const eventPage = (event: string) => EventPage({ params: Promise.resolve({ event }) });
const shownEvent = async (id: string): Promise<ReadyEvent> => {
  const model = modelOf<EventModel>(await eventPage(id));
  if (model.kind !== "ready") throw new Error("the event failed");
  return model;
};
const onePaid = async (): Promise<string> => (await inbox({ type: "invoice.paid" })).rows[0]?.id ?? "none";
const replays = async (): Promise<string[]> =>
  (await queryJournal(world.hand(), { action: "stripe_event.replayed" })).entries.map((entry) => entry.actor);

describe("who may see the inbox", () => {
  it("staff; nobody else sees that it is there", async () => {
    arrivesWith({});
    expect(await digestOf(WebhooksPage({ searchParams: Promise.resolve({}) }))).toContain("/sign-in");
    await comes(acme);
    expect(await digestOf(WebhooksPage({ searchParams: Promise.resolve({}) }))).toContain("404");
    expect(await digestOf(eventPage("evt_1"))).toContain("404");
    await comes(support);
    expect((await inbox()).mayReplay).toBe(false);
  });

  it("replays for operators alone, and from our own pages", async () => {
    await comes(operator);
    const id = await onePaid();
    await comes(support);
    expect(await replayEventAction(id)).toMatchObject({ kind: "refused" });
    await comes(acme);
    expect(await replayEventAction(id)).toMatchObject({ kind: "refused" });
    arrivesWith({ ...(await headersOf(operator)), origin: "https://elsewhere.test" });
    expect(await replayEventAction(id)).toMatchObject({ kind: "refused" });
    expect(await replays()).toEqual([]);
  });
});

describe("the inbox", () => {
  beforeEach(() => comes(operator));

  it("shows whose each event is, what came of it, and filters by type, state and organization", async () => {
    const all = await inbox({ organization: acme.organization.id });
    expect(all.rows.length).toBeGreaterThan(3);
    expect(new Set(all.rows.map((row) => row.organization?.name))).toEqual(new Set([acme.organization.name]));
    expect(all.meets).toBe(all.rows.length);
    const paid = await inbox({ type: "invoice.paid", state: "done" });
    expect(paid.rows).toMatchObject([{ type: "invoice.paid", state: "done", attempts: 1 }]);
    expect((await inbox({ state: "dead" })).rows).toEqual([]);
    expect((await inbox({ organization: "og_nobody" })).meets).toBe(0);
    expect((await inbox({ cursor: "not ours" })).rows.length).toBeGreaterThan(3);
  });

  it("shows one event: the text as it came, its lag, and what it changed by the journal", async () => {
    const ids = (await inbox({ organization: acme.organization.id })).rows.map((row) => row.id);
    const events = await Promise.all(ids.map(shownEvent));
    const actions = events.flatMap((event) => event.effects.map((effect) => effect.action));
    expect(actions).toContain("subscription.started");
    const paid = await shownEvent(await onePaid());
    expect(JSON.parse(paid.payload)).toMatchObject({ type: "invoice.paid" });
    expect(paid.lag).toMatch(/^\d+\.\d s$/);
    expect(await digestOf(eventPage("evt_unknown"))).toContain("404");
  });

  it("replays one, and all that a filter meets, with the operator in the journal", async () => {
    const id = await onePaid();
    expect(await replayEventAction(id)).toEqual({ kind: "replayed", count: 1 });
    expect(await replays()).toEqual([`staff:${operator.userId}`]);
    await settled();
    expect(await replayFilteredAction({ type: "invoice.paid", state: "done", organization: "" })).toEqual({
      kind: "replayed",
      count: 1,
    });
    expect(await replayFilteredAction({ type: "", state: "", organization: "" })).toMatchObject({ kind: "refused" });
    await settled();
    expect((await world.entitlements(acme)).plan.code).toBe("PRO");
  });
});

describe("POST /api/admin/webhooks/replay", () => {
  const post = async (body: unknown, headers: Record<string, string>) => {
    const answer = await REPLAY(
      new Request("http://weir.test/api/admin/webhooks/replay", {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json", ...headers },
      }),
      { params: Promise.resolve({}) },
    );
    return { status: answer.status, body: (await answer.json()) as { data?: { replayed: number } } };
  };
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

  it("is for deployment keys with admin:* and for operators", async () => {
    await comes(operator);
    const body = { eventId: await onePaid(), dryRun: true };
    const statuses = {
      nobody: (await post(body, {})).status,
      "an organization's key": (await post(body, bearer(acme.key))).status,
      "a deployment key without the scope": (await post(body, bearer(await world.weir.key(null, ["usage:read"]))))
        .status,
      "a deployment key": (await post(body, bearer(await world.weir.key(null)))).status,
      "a customer, signed in": (await post(body, await headersOf(acme))).status,
      support: (await post(body, await headersOf(support))).status,
      "an operator": (await post(body, await headersOf(operator))).status,
      "an operator from another site": (
        await post(body, { ...(await headersOf(operator)), origin: "https://elsewhere.test" })
      ).status,
    };
    expect(statuses).toEqual({
      nobody: 401,
      "an organization's key": 403,
      "a deployment key without the scope": 403,
      "a deployment key": 200,
      "a customer, signed in": 403,
      support: 403,
      "an operator": 200,
      "an operator from another site": 403,
    });
  });

  it("replays by id or filter, says what it would with dryRun, and refuses what is neither", async () => {
    await settled();
    const key = bearer(await world.weir.key(null));
    const filter = { organization: acme.organization.id, state: "DONE", from: "2020-01-01T00:00:00Z" };
    const would = await post({ ...filter, dryRun: true }, key);
    expect(would.body.data?.replayed).toBeGreaterThan(3);
    expect((await world.rows("select 1 from inbox_event where processed_at is null")).length).toBe(0);
    expect((await post(filter, key)).body.data).toEqual({ replayed: would.body.data?.replayed, dryRun: false });
    await settled();
    expect((await post({ eventId: "evt_unknown" }, key)).status).toBe(404);
    for (const body of [
      {},
      { dryRun: true },
      { eventId: "evt_1", state: "DEAD" },
      { eventId: "sub_1" },
      { state: "LOST" },
    ])
      expect((await post(body, key)).status, JSON.stringify(body)).toBe(422);
  });
});
