import { describe, expect, it } from "vitest";
import type { World } from "@/lib/context";
import { limitRate } from "./rate-limit";

const worldOf = (points: number): World =>
  ({ env: { RATE_LIMIT_MAX_REQUESTS: points, RATE_LIMIT_WINDOW_MS: 60_000 } }) as unknown as World;
const request = (ip: string): Request =>
  new Request("http://localhost/v1/organizations", { headers: { "x-forwarded-for": ip } });
const nobody = { kind: "nobody" } as const;

describe("the rate of management calls", () => {
  it("says the policy and what is left, and refuses beyond it with the time to wait", async () => {
    const world = worldOf(2);
    const first = await limitRate(world, nobody, request("192.0.2.1"));
    expect(first.refusal).toBeNull();
    expect(first.headers).toEqual({ "ratelimit-policy": '"default";q=2;w=60', ratelimit: '"default";r=1;t=60' });
    expect((await limitRate(world, nobody, request("192.0.2.1"))).headers.ratelimit).toMatch(/^"default";r=0;t=\d+$/);
    const third = await limitRate(world, nobody, request("192.0.2.1"));
    expect(third.refusal).toMatchObject({ code: "RATE_LIMIT_EXCEEDED" });
    expect(third.refusal?.retryAfterSeconds).toBeGreaterThan(0);
  });

  it("counts each caller apart", async () => {
    const world = worldOf(1);
    const keyOf = (id: string) => ({ kind: "key", key: { id } }) as unknown as Parameters<typeof limitRate>[1];
    expect((await limitRate(world, keyOf("key_a"), request("192.0.2.1"))).refusal).toBeNull();
    expect((await limitRate(world, keyOf("key_b"), request("192.0.2.1"))).refusal).toBeNull();
    expect((await limitRate(world, keyOf("key_a"), request("192.0.2.1"))).refusal).not.toBeNull();
  });
});
