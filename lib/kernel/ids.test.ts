import { describe, expect, it } from "vitest";
import { idFromUuid, isId, newId, uuidFromId, uuidv7 } from "./ids";

describe("ids", () => {
  it("sort in the order in which they were made", () => {
    const made = Array.from({ length: 10_000 }, () => newId("organization"));
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it("keep version and variant of RFC 9562", () => {
    expect(uuidv7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("go to a uuid and back, and refuse another kind's prefix", () => {
    const uuid = uuidv7();
    expect(uuidFromId("usageEvent", idFromUuid("usageEvent", uuid))).toBe(uuid);
    expect(uuidFromId("hold", idFromUuid("usageEvent", uuid))).toBeNull();
    expect(isId("organization", "og_123")).toBe(false);
  });
});
