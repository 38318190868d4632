import { describe, expect, it } from "vitest";
import { isRedisUrl, redisAddress } from "./redis-address";
import { slotOf, slotOfTag } from "./redis-slot";

describe("redisAddress", () => {
  it.each([
    "redis://127.0.0.1:6379",
    "rediss://user:p%40ss@cache.example.com:6380/1",
    "redis://[::1]:6379",
    "/run/redis.sock",
  ])("takes %s for one server, as it is", (url) => expect(redisAddress(url)).toEqual({ kind: "server", url }));

  it("reads the nodes of a cluster, each with the same credentials", () => {
    const address = redisAddress("redis-cluster://user:p%40ss@a.example.com:7000,b.example.com,[::1]:7002");
    if (address?.kind !== "cluster") throw new Error("a cluster was expected");
    expect(address.cluster.nodes).toEqual(["a.example.com:7000", "b.example.com:6379", "[::1]:7002"]);
    expect(address.cluster.urlOf("10.0.0.7:7000")).toBe("redis://user:p%40ss@10.0.0.7:7000");
  });

  it("keeps a cluster's connections encrypted", () => {
    const address = redisAddress("rediss-cluster://a.example.com:7000");
    if (address?.kind !== "cluster") throw new Error("a cluster was expected");
    expect(address.cluster.urlOf("b.example.com:7000")).toBe("rediss://b.example.com:7000");
  });

  it.each([
    "",
    "localhost:6379",
    "http://a",
    "redis://a:1,redis://b:2",
    "redis://a:1,b:2",
    "redis-cluster://",
    "redis-cluster://a:b:1",
    "redis-cluster://a:99999",
  ])("refuses %j", (url) => expect(isRedisUrl(url)).toBe(false));
});

describe("slotOf", () => {
  it.each([
    ["123456789", 0x31c3],
    ["foo", 12_182],
    ["", 0],
  ])("gives the tag %j the slot %i", (tag, slot) => expect(slotOfTag(tag)).toBe(slot));

  it("looks at the first hash tag only, and at the whole key when that is empty", () => {
    expect(slotOf("q:{user1000}:7:p")).toBe(slotOfTag("user1000"));
    expect(slotOf("a{b}{c}")).toBe(slotOfTag("b"));
    expect(slotOf("a{}{c}")).toBe(slotOfTag("a{}{c}"));
    expect(slotOf("a{b")).toBe(slotOfTag("a{b"));
  });
});
