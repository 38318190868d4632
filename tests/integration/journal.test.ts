import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getEntry, queryJournal, record, verifyChain } from "@/lib/journal";
import { newId } from "@/lib/kernel/ids";
import { inTransaction } from "@/lib/platform/db";
import { openGround, refusal, type Ground } from "./tenancy.fixture";

let ground: Ground;
beforeAll(async () => void (ground = await openGround({ catalog: false })));
afterAll(() => ground.close());

const newChain = (): string => newId("organization");
const write = (
  organization: string,
  action = "thing.happened",
  after: unknown = { n: 1n, at: new Date(0) },
): Promise<string> =>
  inTransaction(ground.db, (tx) =>
    record(tx, ground.as({ organization }), action, { entity: { type: "thing", id: "t_1" }, after }),
  );

describe("the journal", () => {
  it("keeps who, what, on what, before, after, why and in which request", async () => {
    const organization = newChain();
    const ctx = ground.as({
      organization,
      actor: { kind: "user", id: "usr_1", label: "ada@example.com", ip: "203.0.113.9" },
      requestId: "req_1",
    });
    await inTransaction(ground.db, (tx) =>
      record(tx, ctx, "plan.changed", {
        entity: { type: "subscription", id: "subn_1" },
        before: { plan: "FREE" },
        after: { plan: "PRO", units: 5n },
        reason: "asked",
      }),
    );
    const { entries, next } = await queryJournal(ctx);
    expect(next).toBeNull();
    expect(entries).toMatchObject([
      {
        chain: organization,
        position: 1n,
        actor: "user:usr_1",
        actorLabel: "ada@example.com",
        ip: "203.0.113.9",
        action: "plan.changed",
        entity: { type: "subscription", id: "subn_1" },
        before: { plan: "FREE" },
        after: { plan: "PRO", units: "5" },
        reason: "asked",
        correlationId: "req_1",
      },
    ]);
  });

  it("writes every kind of actor in its form", async () => {
    const organization = newChain();
    for (const [kind, id] of [
      ["key", "key_1"],
      ["staff", "usr_2"],
      ["cli", "root"],
      ["system", "system"],
      ["stripe", "stripe"],
    ] as const) {
      const ctx = ground.as({ organization, actor: { kind, id, label: id } });
      await inTransaction(ground.db, (tx) => record(tx, ctx, "thing.happened", { entity: { type: "thing", id: "1" } }));
    }
    const { entries } = await queryJournal(ground.as({ organization }));
    expect(entries.map((entry) => entry.actor)).toEqual(["stripe", "system", "cli:root", "staff:usr_2", "key:key_1"]);
    const ofStaff = await queryJournal(ground.as({ organization }), { actors: ["staff", "cli"] });
    expect(ofStaff.entries.map((entry) => entry.actor)).toEqual(["cli:root", "staff:usr_2"]);
  });

  it("gives eight writers of 150 entries each positions without a gap, and two chains that verify", async () => {
    const chains = [newChain(), newChain()] as const;
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let n = 0; n < 150; n++) await write(chains[(writer + n) % 2 === 0 ? 0 : 1]);
      }),
    );
    for (const chain of chains) {
      const rows = await ground.rows<{ position: string }>(
        `select position::text as position from audit.journal_entry where chain = $1 order by journal_entry.position`,
        chain,
      );
      expect(rows.map((row) => Number(row.position))).toEqual(Array.from({ length: 600 }, (_, i) => i + 1));
      expect(await verifyChain(ground.ctx, chain)).toEqual({ sound: true, entries: 600n });
    }
  });

  it("is undone with the transaction it told of, and leaves no gap", async () => {
    const organization = newChain();
    await write(organization);
    await expect(
      inTransaction(ground.db, async (tx) => {
        await record(tx, ground.as({ organization }), "thing.failed", { entity: { type: "thing", id: "t_2" } });
        throw new Error("the change failed");
      }),
    ).rejects.toThrow("the change failed");
    await write(organization);
    expect(await verifyChain(ground.ctx, organization)).toEqual({ sound: true, entries: 2n });
  });

  it("takes no position, time or hash from whoever writes", async () => {
    const organization = newChain();
    await ground.rows(
      `insert into audit.journal_entry (id, chain, organization_id, position, recorded_at, hash, previous_hash, actor, actor_label, action, entity_type, entity_id)
       values ($1, $2, $2, 77, '2001-01-01', 'x', 'y', 'system', '', 'forged', 't', '1') returning id`,
      newId("journalEntry"),
      organization,
    );
    const { entries } = await queryJournal(ground.as({ organization }));
    expect(entries[0]?.position).toBe(1n);
    expect(entries[0]?.recordedAt).toBeGreaterThan(Date.parse("2020-01-01"));
    expect(await verifyChain(ground.ctx, organization)).toMatchObject({ sound: true });
  });

  it("shows an organization its own entries only, page by page, by filter", async () => {
    const [mine, other] = [newChain(), newChain()];
    for (let n = 0; n < 5; n++) await write(mine, n % 2 ? "thing.odd" : "thing.even");
    await write(other, "thing.odd");
    const ctx = ground.as({ organization: mine });
    const first = await queryJournal(ctx, {}, { limit: 3 });
    const second = await queryJournal(ctx, {}, { limit: 3, ...(first.next ? { after: first.next } : {}) });
    expect([...first.entries, ...second.entries].map((entry) => Number(entry.position))).toEqual([5, 4, 3, 2, 1]);
    expect(second.next).toBeNull();
    expect((await queryJournal(ctx, { action: "thing.odd" })).entries).toHaveLength(2);
    expect((await queryJournal(ctx, { from: Date.now() + 60_000 })).entries).toEqual([]);
    expect((await queryJournal(ctx, { actors: ["system"] })).entries).toHaveLength(5);
    expect((await queryJournal(ctx, { actors: ["staff", "user:usr_1"] })).entries).toEqual([]);
    const [entry] = first.entries;
    expect(await getEntry(ctx, entry?.id ?? "")).toEqual(entry);
    expect(await refusal(getEntry(ground.as({ organization: other }), entry?.id ?? ""))).toBe("NOT_FOUND");
    const everything = await queryJournal(ground.as({ organization: null }), { action: "thing.odd" }, { limit: 100 });
    expect(new Set(everything.entries.map((entry) => entry.organization))).toEqual(new Set([mine, other]));
  });
});
