import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gatewayApp } from "@/gateway/app";
import { testDatabase } from "../../support/database";
import { logged } from "../../support/quota";
import { client, startWorld, type TestWorld } from "../../support/world";

let weir: TestWorld;
let organization: string;
let send: ReturnType<typeof client>;

beforeAll(async () => {
  weir = await startWorld();
  await weir.seedCatalog();
  organization = (await weir.team("Acme")).id;
  send = client((request) => gatewayApp().fetch(request), await weir.key(organization));
});
afterAll(() => weir?.close());

/** Anything, and things that are nearly right: a known field with anything in it. */
const nearly = fc.record(
  {
    meter: fc.oneof(fc.constant("api_calls"), fc.jsonValue({ maxDepth: 1 })),
    units: fc.oneof(fc.constant("1"), fc.double({ noInteger: true }), fc.constant(-1), fc.jsonValue({ maxDepth: 1 })),
    specversion: fc.constantFrom("1.0", 1),
    type: fc.jsonValue({ maxDepth: 1 }),
    id: fc.jsonValue({ maxDepth: 1 }),
    organization: fc.jsonValue({ maxDepth: 1 }),
    properties: fc.jsonValue({ maxDepth: 2 }),
  },
  { requiredKeys: [] },
);
const events = fc.array(fc.oneof(fc.jsonValue({ maxDepth: 2 }), nearly), { minLength: 1, maxLength: 8 });

describe("a batch of garbage", () => {
  it("is refused event by event, in words, and counts nothing", async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.boolean(), async (list, cloud) => {
        const [body, type] = cloud
          ? [list, "application/cloudevents-batch+json"]
          : [{ events: list }, "application/json"];
        const answer = await send("POST", "/v1/usage/batch", JSON.stringify(body), { "content-type": type });
        // Also what is JSON may be malformed to us, such as half a surrogate pair.
        expect([200, 400]).toContain(answer.status);
        if (answer.status === 400) return;
        expect(answer.body.results).toHaveLength(list.length);
        for (const { status, error } of answer.body.results) {
          expect([400, 404, 422]).toContain(status);
          expect(String(error?.detail)).not.toMatch(/Invalid input|undefined/);
        }
      }),
      { numRuns: 150 },
    );
    expect(await logged(testDatabase(), organization)).toBe(0);
    const good = await send("POST", "/v1/usage/batch", {
      events: [null, { meter: "api_calls", units: 1, idempotencyKey: "good" }],
    });
    expect(good.body.results.map((r) => r.status)).toEqual([422, 201]);
  });

  it.each(["[]", "null", "7", '"text"', "true"])("the body %s is told that it must be an object", async (body) => {
    for (const path of ["/v1/usage", "/v1/usage/batch", "/v1/check"])
      expect(await send("POST", path, body)).toMatchObject({
        status: 422,
        body: { detail: "The body must be a JSON object.", errors: [{ pointer: "/" }] },
      });
  });
});
