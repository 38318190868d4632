import { describe, expect, it } from "vitest";
import { writtenActor } from "./actor";

describe("an actor in the journal", () => {
  it.each([
    ["user", "usr_1", "user:usr_1"],
    ["key", "key_1", "key:key_1"],
    ["staff", "usr_2", "staff:usr_2"],
    ["cli", "root", "cli:root"],
    ["cli", "cli:root", "cli:root"],
    ["system", "system", "system"],
    ["stripe", "evt_1", "stripe"],
  ])("%s %s is written %s", (kind, id, written) => expect(writtenActor({ kind, id })).toBe(written));
});
