import { describe, expect, it, vi } from "vitest";
import { Weir, type WeirOptions } from "../src/index.js";
import { answering, cut, json, problem, type Step } from "./stand-in";

// Pauses between attempts are real, and the machine may be busy.
vi.setConfig({ testTimeout: 30_000 });

// What only a stand-in can show: the order of what is sent while Weir comes and goes. The rest is tested against Weir itself.

const HELD = { id: "hold_1", meter: "ai_tokens", units: 40, status: "open", expiresAt: "2026-11-21T12:00:00.000Z" };
const held = json(201, { data: HELD });
const stored: Step = (response, heard) =>
  json(200, { results: (heard.body.events as unknown[]).map((_, index) => ({ index, status: 201, data: {} })) })(
    response,
    heard,
  );
const client = (baseUrl: string, more: Partial<WeirOptions> = {}): Weir =>
  new Weir({ apiKey: "weir_test_0000_secret", baseUrl, queue: { onProblem: () => undefined }, ...more });
const PATIENT = { timeoutMs: 20_000 };

describe("a hold", () => {
  it("is asked for with its key, and settled with what was used", async () => {
    const settled = { ...HELD, status: "settled", settledUnits: 7, event: "use_1", used: 7 };
    const { heard, baseUrl } = await answering(held, json(200, { data: settled }));
    const weir = client(baseUrl);
    const hold = await weir.hold("ai_tokens", 40, { key: "chat-1", expiresInSeconds: 60, organization: "cust-9" });
    if (!hold.admitted) throw new Error("not admitted");
    expect(await hold.settle(7, { endpoint: "/chat" })).toMatchObject({ event: "use_1", units: 7, used: 7 });
    expect(heard.map(({ url, body }) => [url, body])).toEqual([
      [
        "/v1/holds",
        { meter: "ai_tokens", units: 40, idempotencyKey: "chat-1", expiresInSeconds: 60, organization: "cust-9" },
      ],
      ["/v1/holds/hold_1/settle", { units: 7, endpoint: "/chat", organization: "cust-9" }],
    ]);
    await weir.close();
  });

  it("asks Weir about any name of a customer, also one that no header can carry", async () => {
    const { heard, baseUrl } = await answering(held, json(200, { data: { ...HELD, status: "released" } }), held);
    const hold = await client(baseUrl).hold("ai_tokens", 40, { organization: "東京" });
    if (!hold.admitted) throw new Error("not admitted");
    await hold.release();
    expect(heard[1]?.body).toEqual({ organization: "東京" });
    await client(baseUrl).holds.get("hold_1", { organization: "東京" });
    expect(heard[2]?.url).toBe(`/v1/holds/hold_1?organization=${encodeURIComponent("東京")}`);
  });

  it("that expired is counted by the queue if Weir cannot be heard just then", async () => {
    const expired = problem(409, "CONFLICT", { state: "expired" });
    const { heard, baseUrl } = await answering(held, expired, cut, cut, cut, stored);
    const weir = client(baseUrl);
    const hold = await weir.hold("ai_tokens", 40);
    if (!hold.admitted) throw new Error("not admitted");
    expect(await hold.settle(7)).toMatchObject({ admitted: true, confirmed: false, units: 7 });
    expect(await weir.flush(PATIENT)).toEqual({ settled: true, pending: 0 });
    expect(heard[5]?.body).toEqual({ events: [heard[2]?.body] });
    await weir.close();
  });

  it("that expires while its settlement waits is counted as an event, under a key of its own", async () => {
    const expired = problem(409, "CONFLICT", { state: "expired" });
    const { heard, baseUrl } = await answering(held, cut, cut, cut, expired, stored);
    const weir = client(baseUrl);
    const hold = await weir.hold("ai_tokens", 40, { organization: "cust-9" });
    if (!hold.admitted) throw new Error("not admitted");
    expect(await hold.settle(7, { endpoint: "/chat" })).toMatchObject({ admitted: true, confirmed: false });
    expect(await weir.flush(PATIENT)).toEqual({ settled: true, pending: 0 });
    expect(heard.slice(4).map(({ url, body }) => [url, body])).toEqual([
      ["/v1/holds/hold_1/settle", { units: 7, endpoint: "/chat", organization: "cust-9" }],
      [
        "/v1/usage/batch",
        {
          events: [
            {
              units: 7,
              endpoint: "/chat",
              meter: "ai_tokens",
              idempotencyKey: "settlement-of-hold_1",
              organization: "cust-9",
            },
          ],
        },
      ],
    ]);
    await weir.close();
  });

  it("that was released is not counted behind the vendor's back: he is told", async () => {
    const released = problem(409, "CONFLICT", { state: "released" });
    const { baseUrl } = await answering(held, cut, cut, cut, released);
    const refused: unknown[] = [];
    const weir = client(baseUrl, {
      queue: { onRefused: (event, { code, state }) => refused.push([event.units, code, state]) },
    });
    const hold = await weir.hold("ai_tokens", 40);
    if (!hold.admitted) throw new Error("not admitted");
    await hold.settle(7);
    await weir.flush(PATIENT);
    expect(refused).toEqual([[7, "CONFLICT", "released"]]);
    await weir.close();
  });

  it("that could not be made is refused, or replaced by an event if the work may go on", async () => {
    const { heard, baseUrl } = await answering(cut, cut, cut, stored);
    expect(await client((await answering(cut)).baseUrl).hold("ai_tokens", 40)).toMatchObject({
      admitted: false,
      code: "UNAVAILABLE",
      outcomeUnknown: true,
    });
    const weir = client(baseUrl, { onUnavailable: "allow" });
    const hold = await weir.hold("ai_tokens", 40, { key: "chat-1", expiresInSeconds: 60, subject: "chat" });
    if (!hold.admitted) throw new Error("not admitted");
    expect(hold.confirmed).toBe(false);
    expect(await hold.settle(7)).toMatchObject({ admitted: true, confirmed: false, units: 7 });
    await hold.release();
    await weir.flush(PATIENT);
    const [event] = heard[3]?.body.events as Record<string, unknown>[];
    expect(event).toMatchObject({ meter: "ai_tokens", units: 7, subject: "chat" });
    expect(event?.idempotencyKey).not.toBe("chat-1");
    expect(event).not.toHaveProperty("expiresInSeconds");
    await weir.close();
  });
});
