import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { homeModel } from "@/app/(portal)/orgs/[org]/home-model";
import { usageModel } from "@/app/(portal)/orgs/[org]/usage/usage-model";
import { readQuery } from "@/app/(portal)/orgs/[org]/usage/usage-query";
import { iso, MINUTE, utcDay } from "@/lib/kernel/time";
import { sqlOf } from "@/lib/platform/db";
import { sessionOf } from "./sessions";
import { startScenario, type Customer, type ScenarioWorld } from "./world";

vi.mock("next/headers", () => import("./request-scope"));

let world: ScenarioWorld;
let acme: Customer;
beforeAll(async () => {
  world = await startScenario();
  acme = await world.signsUp("Acme");
});
afterAll(() => world?.close());

const event = (key: string, more: Record<string, unknown> = {}) => ({
  meter: "api_calls",
  units: 1,
  idempotencyKey: key,
  ...more,
});
const read = async <T>(path: string): Promise<T> => (await acme.api("GET", path)).body.data as never;

describe("usage recorded", () => {
  it("is awaited while nothing has come but what Weir itself tells of the seats", async () => {
    const session = await sessionOf(world, acme);
    expect((await homeModel(session)).quickStart).toMatchObject({ askForKey: null });
    expect((await usageModel(session, readQuery({}))).kind).toBe("empty");
  });

  it("begins with a key, and names who makes one to those who cannot", async () => {
    for (const role of ["MEMBER", "VIEWER"] as const) {
      const session = await sessionOf(world, acme, { who: acme, role });
      expect((await homeModel(session)).quickStart, role).toMatchObject({ askForKey: [acme.name] });
    }
  });

  it("keeps what the caller told of an event, and shows it in the log at once", async () => {
    const occurredAt = iso(world.weir.world.clock.now() - MINUTE);
    const told = {
      occurredAt,
      source: "backend",
      subject: "team-a",
      provider: "openai",
      endpoint: "/v1/forecast",
      userId: "u-17",
      requestId: "r-1",
      approxCost: 0.0021,
      properties: { model: "small", cached: false },
    };
    const recorded = await acme.api("POST", "/v1/usage", event("first", { units: 3, ...told }));
    expect(recorded.status).toBe(201);
    const [newest] = await read<Record<string, unknown>[]>("/v1/usage/events?limit=1&meter=api_calls");
    expect(newest).toMatchObject({
      ...told,
      id: recorded.body.data.id,
      meter: "api_calls",
      units: 3,
      idempotencyKey: "first",
      approxCost: "0.002100",
    });
    expect(newest?.countedAt).toBe(recorded.body.data.countedAt);
  });

  it("counts it in the day, in the window, by subject and by provider", async () => {
    await acme.api(
      "POST",
      "/v1/usage",
      event("second", { units: 4, subject: "team-b", provider: "openai", approxCost: 0.01 }),
    );
    const day = iso(utcDay(world.weir.world.clock.now()).start);
    expect(await read("/v1/usage?groupBy=day&meter=api_calls")).toEqual([{ meter: "api_calls", day, units: 7 }]);
    expect(await read("/v1/usage?groupBy=subject&meter=api_calls")).toMatchObject([
      { group: "team-b", units: 4, events: 1 },
      { group: "team-a", units: 3, events: 1 },
    ]);
    expect(await read("/v1/usage?groupBy=provider&meter=api_calls")).toMatchObject([
      { group: "openai", units: 7, events: 2, approxCost: "0.012100" },
    ]);
    expect(await read<{ limits: unknown[] }>("/v1/usage/summary")).toMatchObject({
      limits: [
        { meter: "api_calls", window: "DAY", used: 7 },
        { meter: "ai_tokens", used: 0 },
        { meter: "seats", used: 1, resetsAt: null },
        { meter: "storage_gb", used: 0, resetsAt: null },
      ],
    });
    expect(await read("/v1/me/usage?range=today")).toMatchObject({
      meters: [
        { meter: "api_calls", units: 7, events: 2 },
        { meter: "seats", units: 1, events: 1 },
      ],
    });
  });

  it("counts a repetition once, however often and by however many it is sent", async () => {
    const before = await world.limitOf(acme);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => acme.api("POST", "/v1/usage", event("storm", { units: 2 }))),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect((await world.limitOf(acme)).used).toBe(before.used + 2);
    expect(await acme.api("POST", "/v1/usage", event("storm", { units: 3 }))).toMatchObject({
      status: 422,
      body: { code: "IDEMPOTENCY_MISMATCH" },
    });
  });

  it("leaves no trace of a refused or a wrong one", async () => {
    const before = await read<unknown[]>("/v1/usage/events?limit=100");
    expect((await world.calls(acme, 1_000)).status).toBe(402);
    expect((await acme.api("POST", "/v1/usage", event("wrong", { units: -1 }))).status).toBe(422);
    expect((await acme.api("POST", "/v1/usage", event("unknown", { meter: "no_such_meter" }))).status).toBe(422);
    expect(await read<unknown[]>("/v1/usage/events?limit=100")).toEqual(before);
  });

  it("takes a batch, each event by itself", async () => {
    const events = [
      event("b-1", { units: 5 }),
      event("b-2", { meter: "ai_tokens", units: 50 }),
      event("first", { units: 9 }),
      event("b-1", { units: 5 }),
    ];
    const { body } = await acme.api("POST", "/v1/usage/batch", { events });
    expect(body.results.map((result) => result.status)).toEqual([201, 201, 422, 200]);
    expect(await world.limitOf(acme, "ai_tokens")).toMatchObject({ used: 50 });
  });

  it("can be neither edited nor removed, by anybody who serves requests", async () => {
    for (const statement of [
      "update usage_event set units = 0 returning units",
      "delete from usage_event returning units",
      "update usage_key set units = 0 returning units",
    ]) {
      await expect(sqlOf(world.weir.world.db).query(statement), statement).rejects.toThrow();
    }
  });

  it("adds up: the log and the counter name the same number, with no drift", async () => {
    const log = await read<{ meter: string; units: number }[]>("/v1/usage/events?limit=100");
    const units = log.filter((each) => each.meter === "api_calls").reduce((sum, each) => sum + each.units, 0);
    expect(await read("/v1/quota/explain?meter=api_calls")).toMatchObject({
      windows: [{ window: "DAY", logged: units, drift: 0 }],
    });
    expect((await world.limitOf(acme)).used).toBe(units);
  });
});
