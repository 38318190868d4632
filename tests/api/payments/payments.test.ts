import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPayment } from "@/lib/payments";
import { inTransaction } from "@/lib/platform/db";
import { client } from "../../support/world";
import { gatewayApp } from "@/gateway/app";
import { everybodyKnocks, openGate, READS_OF_A_NAMED_TENANT, type Gate, type Matrix } from "../callers";

/** Whoever reads the bills: everybody of the organization and the vendor. */
const READERS: Matrix = { ...READS_OF_A_NAMED_TENANT };

describe("/v1/payments", () => {
  let gate: Gate;
  let path: string;
  let vendor: ReturnType<typeof client>;
  beforeAll(async () => {
    gate = await openGate("billing:read");
    const payment = await inTransaction(gate.weir.world.db, (tx) =>
      openPayment(tx, {
        organizationId: gate.acme.id,
        planPriceId: null,
        amount: 2_999n,
        currency: "usd",
        createdBy: "test",
      }),
    );
    path = `/v1/payments/${payment.id}`;
    vendor = client((request) => gatewayApp().fetch(request), await gate.weir.key(null));
  });
  afterAll(() => gate?.close());

  it("GET lists to everybody of the organization and to the vendor", () =>
    everybodyKnocks(gate, READERS, () => ({ method: "GET", path: `/v1/payments?organization=${gate.acme.id}` })));

  it("GET of one, and of its refunds, knows by the id whose it is, and hides it from everybody else", async () => {
    await everybodyKnocks(gate, READERS, () => ({ method: "GET", path }));
    await everybodyKnocks(gate, READERS, () => ({ method: "GET", path: `${path}/refunds` }));
    const { body } = await gate.knock("a key with the scope", { method: "GET", path });
    expect(body.data).toMatchObject({
      status: "pending",
      amount: { amount: "2999", currency: "usd" },
      refunded: { amount: "0", currency: "usd" },
      refundable: { amount: "0", currency: "usd" },
      refunds: [],
      disputes: [],
    });
  });

  it("POST of a refund is the vendor's alone", async () => {
    const refund = { method: "POST" as const, path: `${path}/refunds`, body: { reason: "asked" } };
    for (const who of ["a key with the scope", "a deployment key without the scope"] as const)
      expect((await gate.knock(who, refund)).status, who).toBe(403);
    for (const who of ["nobody", "garbage", "the owner, signed in"] as const)
      expect((await gate.knock(who, refund)).status, who).toBe(401);
    const keyed = await vendor("POST", `${path}/refunds`, refund.body, { "idempotency-key": "r-1" });
    expect([keyed.status, keyed.body]).toMatchObject([409, { code: "CONFLICT", state: "not_paid", refundable: "0" }]);
  });

  it("POST names each fault of a body, and changes nothing", async () => {
    const faults = async (body: unknown, headers: Record<string, string> = { "idempotency-key": "r-2" }) => {
      const answer = await vendor("POST", `${path}/refunds`, body, headers);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
      return [
        answer.status,
        (answer.body.errors as readonly { pointer: string }[] | undefined)?.map(({ pointer }) => pointer),
      ];
    };
    expect(await faults({ reason: "asked" }, {})).toEqual([422, ["/headers/Idempotency-Key"]]);
    expect(await faults({})).toEqual([422, ["/reason"]]);
    expect(await faults({ reason: "", amount: 12 })).toEqual([422, ["/amount", "/reason"]]);
    expect(await faults({ reason: "asked", amount: "-1" })).toEqual([422, ["/amount"]]);
    expect(await faults({ reason: "asked", amount: "1.50" })).toEqual([422, ["/amount"]]);
    expect(await faults({ reason: "asked", amount: "9".repeat(40) })).toEqual([422, ["/amount"]]);
    expect(await faults({ reason: "asked", amount: "0" })).toEqual([422, ["/amount"]]);
    expect(await faults({ reason: "asked", amout: "5" })).toEqual([422, ["/amout"]]);
    expect(
      (await vendor("POST", "/v1/payments/%00/refunds", { reason: "x" }, { "idempotency-key": "r-3" })).status,
    ).toBe(404);
    expect((await gate.knock("a key with the scope", { method: "GET", path: "/v1/payments?cursor=zzz" })).status).toBe(
      422,
    );
    expect((await gate.knock("a key with the scope", { method: "GET", path: `${path}/refunds` })).body.data).toEqual(
      [],
    );
  });
});
