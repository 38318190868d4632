import { expect, it } from "vitest";
import { mayFollow } from "./invoice-order";

const STATUSES = ["draft", "open", "paid", "uncollectible", "void"] as const;

it("an invoice goes forward only, and an older reading never takes it back", () => {
  const allowed = STATUSES.flatMap((known) =>
    STATUSES.filter((read) => read !== known && mayFollow(known, read)).map((read) => `${known} ${read}`),
  );
  expect(allowed).toEqual([
    "draft open",
    "draft paid",
    "draft uncollectible",
    "draft void",
    "open paid",
    "open uncollectible",
    "open void",
    "uncollectible paid",
    "uncollectible void",
  ]);
  for (const status of STATUSES) expect(mayFollow(status, status)).toBe(true);
});
