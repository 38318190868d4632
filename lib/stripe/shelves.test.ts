import { describe, expect, it } from "vitest";
import type { InboxEvent } from "./model";
import { shelvesOf } from "./shelves";

let count = 0;
const event = (type: string, objectId: string | null, organizationId: string | null = "og_acme"): InboxEvent => ({
  ...{ id: `evt_${(count += 1)}`, type, objectId, organizationId, attempts: 1 },
});
/** How many events each work of each shelf answers. */
const sorted = (events: readonly InboxEvent[]) =>
  shelvesOf(events).shelves.map((works) => works.map((work) => work.events.length));

describe("due events, sorted by what they ask for", () => {
  it("of one object are one piece of work where they ask for the same, or one wish fulfils the other", () => {
    expect(sorted([event("invoice.created", "in_1"), event("invoice.finalized", "in_1")])).toEqual([[2]]);
    const paid = [event("invoice.created", "in_1"), event("invoice.paid", "in_1"), event("invoice.updated", "in_1")];
    expect(sorted(paid)).toEqual([[3]]);
    expect(new Set(shelvesOf(paid).shelves[0]?.[0]?.events)).toEqual(new Set(paid));
    expect(sorted([event("invoice.created", "in_1"), event("invoice.paid", "in_2")])).toEqual([[1, 1]]);
  });

  it("lie on the shelf of their organization, and nobody else's", () => {
    const both = [
      event("customer.subscription.created", "sub_1"),
      event("invoice.paid", "in_2", "og_globex"),
      event("checkout.session.completed", "cs_1"),
      event("customer.subscription.updated", "sub_9", null),
    ];
    expect(sorted(both)).toEqual([[1, 1], [1], [1]]);
  });

  it("leave aside what nobody listens to, and answer alone what names no object", () => {
    const { shelves, ignored } = shelvesOf([
      event("radar.early_fraud_warning.created", "x"),
      event("invoice.paid", null),
    ]);
    expect([ignored.length, shelves.map((works) => works.length)]).toEqual([1, [1]]);
  });
});
