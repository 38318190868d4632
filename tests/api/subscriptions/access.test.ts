import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assignPlanByHand } from "@/lib/billing";
import { liveSubscription } from "@/lib/subscriptions";
import {
  everybodyKnocks,
  openGate,
  POSTS_TO_A_NAMED_TENANT,
  READS_OF_A_NAMED_TENANT,
  type Gate,
  type Matrix,
} from "../callers";

/** What is paid for is an owner's or admin's to change, and a key's that carries billing:write. */
const CHANGES: Matrix = { ...POSTS_TO_A_NAMED_TENANT, "a member, signed in": 403, "a viewer, signed in": 403 };

/** Whoever runs the deployment, and nobody else. */
const OPERATOR: Matrix = {
  ...Object.fromEntries(Object.keys(CHANGES).map((who) => [who, 401])),
  "a key with the scope": 403,
  "a key without the scope": 403,
  "another tenant's key": 403,
  "a deployment key": 200,
  "a deployment key without the scope": 403,
  "the owner, with a key of another tenant": 403,
} as Matrix;

describe("/v1/subscriptions", () => {
  let gate: Gate;
  let path: string;
  const live = async () => liveSubscription(gate.weir.system(), gate.acme.id);
  beforeAll(async () => {
    gate = await openGate("billing:write");
    await assignPlanByHand(gate.weir.system(gate.acme.id), gate.acme.id, "PRO", { reason: "for the test" });
    path = `/v1/subscriptions/${(await live()).id}`;
  });
  afterAll(() => gate?.close());

  const readers: Matrix = {
    ...READS_OF_A_NAMED_TENANT,
    "a key without the scope": 200,
    "a deployment key without the scope": 200,
  };

  it("GET lists to everybody of the organization and to the vendor", () =>
    everybodyKnocks(gate, readers, () => ({ method: "GET", path: `/v1/subscriptions?organization=${gate.acme.id}` })));

  it("GET of one knows by its id whose it is, and hides it from everybody else", () =>
    everybodyKnocks(gate, readers, () => ({ method: "GET", path })));

  it.each(["pause", "resume", "cancel", "reactivate"])("POST %s is for owners, their keys and the vendor", (step) =>
    everybodyKnocks(gate, CHANGES, () => ({ method: "POST", path: `${path}/${step}` })),
  );

  it("POST assigns a plan for the vendor alone", () =>
    everybodyKnocks(gate, OPERATOR, () => ({
      method: "POST",
      path: "/v1/subscriptions",
      body: { plan: "INSTITUTION", reason: "a contract", organization: gate.acme.id },
    })));

  it("POST extend-trial is the vendor's, and CONFLICT where no trial runs", async () => {
    const request = async () => ({
      method: "POST" as const,
      path: `/v1/subscriptions/${(await live()).id}/extend-trial`,
      body: { until: "2030-01-01T00:00:00Z", reason: "asked" },
    });
    expect((await gate.knock("a key with the scope", await request())).status).toBe(403);
    const { status, body } = await gate.knock("a deployment key", await request());
    expect([status, body.code, body]).toMatchObject([409, "CONFLICT", { state: "active" }]);
  });

  it("POST change-plan takes a quantity in whole numbers from 1 to 10,000, and says so of any other", async () => {
    for (const quantity of [0, -1, 1.5, 10_001, "3", null, 1e30]) {
      const { status, body } = await gate.knock("a key with the scope", {
        method: "POST",
        path: `${path}/change-plan/preview`,
        body: { plan: "PRO", quantity },
      });
      const pointers = (body.errors as readonly { pointer: string }[] | undefined)?.map(({ pointer }) => pointer);
      expect([status, [...new Set(pointers)]], String(quantity)).toEqual([422, ["/quantity"]]);
    }
  });

  it("404 for what does not exist, and for an ended one 409 that says so", async () => {
    const none = { method: "POST" as const, path: "/v1/subscriptions/subn_0/pause" };
    expect((await gate.knock("a key with the scope", none)).status).toBe(404);
    const ended = await gate.knock("a key with the scope", { method: "POST", path: `${path}/pause` });
    expect([ended.status, ended.body]).toMatchObject([409, { state: "canceled", allowed: ["checkout"] }]);
  });
});
