import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  anchorHeads,
  erasePerson,
  journalStanding,
  queryJournal,
  record,
  verifyChain,
  verifyJournal,
  verifySeals,
  type ChainState,
} from "@/lib/journal";
import type { Ctx } from "@/lib/context";
import { newId } from "@/lib/kernel/ids";
import { inTransaction } from "@/lib/platform/db";
import { openGround, type Ground } from "./tenancy.fixture";

let ground: Ground;
let superuser: pg.Client;
let folder: string;
beforeAll(async () => {
  ground = await openGround({ catalog: false });
  superuser = new pg.Client({ connectionString: process.env.WEIR_TEST_SUPER_URL });
  await superuser.connect();
  folder = mkdtempSync(path.join(os.tmpdir(), "weir-heads-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await superuser.end();
  await ground.close();
});

const actor = { kind: "user", id: "usr_1", label: "ada@example.com", ip: "203.0.113.9" } as const;

async function chainOf(entries: number): Promise<string> {
  const organization = newId("organization");
  for (let n = 0; n < entries; n++) await write(organization, n);
  return organization;
}
const write = (organization: string, n: number, onBehalfOf?: string): Promise<string> =>
  inTransaction(ground.db, (tx) =>
    record(
      tx,
      ground.as({ organization, actor: { ...actor, ...(onBehalfOf ? { kind: "staff", onBehalfOf } : {}) } }),
      "thing.happened",
      { entity: { type: "thing", id: "t_1" }, after: { n } },
    ),
  );

/** As somebody with every right in the database, past the triggers of the named table. */
async function past(table: "journal_entry" | "journal_anchor", ...statements: string[]): Promise<void> {
  await superuser.query(`alter table audit.${table} disable trigger user`);
  try {
    for (const statement of statements) await superuser.query(statement);
  } finally {
    await superuser.query(`alter table audit.${table} enable trigger user`);
  }
}

/** Writes a chain anew from a position on, so that each hash holds again. */
const rewrite = (chain: string, position: number): string[] => [
  `update audit.journal_entry set after = '{"n":"forged"}' where chain = '${chain}' and position = ${position}`,
  `do $$ declare e audit.journal_entry; prior bytea; begin
     select hash into prior from audit.journal_entry where chain = '${chain}' and position = ${position - 1};
     for e in select * from audit.journal_entry where chain = '${chain}' and position >= ${position} order by position loop
       e.previous_hash := prior; prior := audit.entry_digest(e);
       update audit.journal_entry set previous_hash = e.previous_hash, hash = prior where id = e.id;
     end loop;
     update audit.journal_head set hash = prior where chain = '${chain}';
   end $$`,
];

const verified = (chain: string): Promise<ChainState> => verifyChain(ground.ctx, chain);

describe("as the application's role", () => {
  it("every statement that would change, remove, forge or unguard the journal is refused", async () => {
    const chain = await chainOf(2);
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    try {
      // Postgres answers this with a warning alone; what follows shows that nothing was granted.
      await client.query(`grant all on audit.journal_entry, audit.journal_head, audit.journal_anchor to weir_app`);
      for (const attack of [
        `update audit.journal_entry set reason = 'x'`,
        `update audit.journal_entry set actor_label = '', ip = null`,
        `delete from audit.journal_entry`,
        `truncate audit.journal_entry`,
        `with gone as (delete from audit.journal_entry returning 1) select count(*) from gone`,
        `insert into audit.journal_entry select * from audit.journal_entry on conflict (id) do update set reason = 'x'`,
        `merge into audit.journal_entry e using (values (1)) v on true when matched then delete`,
        `update audit.journal_head set position = 0`,
        `delete from audit.journal_head`,
        `truncate audit.journal_head`,
        `insert into audit.journal_head (chain, position, hash) values ('forged', 1, '')`,
        `insert into audit.journal_anchor (chain, position, hash, anchored_at) values ('${chain}', 9, '', now())`,
        `update audit.journal_anchor set position = 0`,
        `delete from audit.journal_anchor`,
        `truncate audit.journal_anchor`,
        `alter table audit.journal_entry disable trigger all`,
        `alter table audit.journal_entry disable trigger journal_append`,
        `drop trigger journal_append on audit.journal_entry`,
        `alter table audit.journal_entry add column more text`,
        `alter table audit.journal_entry owner to weir_app`,
        `drop table audit.journal_entry cascade`,
        `create or replace function audit.entry_digest(entry audit.journal_entry) returns bytea language sql as 'select null::bytea'`,
        `create table audit.mine (id int)`,
        `create trigger mine before insert on audit.journal_entry for each row execute function refuse_change()`,
        `create rule mine as on insert to audit.journal_entry do instead nothing`,
        `do $$ begin lock table audit.journal_entry in access exclusive mode; end $$`,
        `set role weir_audit`,
        `set role weir_migrate`,
        `set session authorization weir_audit`,
        `set session_replication_role = replica`,
        `reset role; update audit.journal_head set position = 0`,
      ])
        await expect(client.query(attack), attack).rejects.toThrow(
          /permission denied|must be owner|must be able to SET ROLE|must be superuser/,
        );
      await expect(
        client.query(
          `insert into audit.journal_entry (id, chain, organization_id, recorded_at, actor, actor_label, action, entity_type, entity_id)
           values ('jrn_forged', '${chain}', null, now(), 'system', '', 'forged', 't', '1')`,
        ),
        "into another's chain",
      ).rejects.toThrow(/journal_entry_chain/);
    } finally {
      await client.end();
    }
    expect(await verified(chain)).toEqual({ sound: true, entries: 2n });
  });

  it("the migrating role has no right on it either, until it says that it acts as the journal's owner", async () => {
    await chainOf(1);
    const client = new pg.Client({ connectionString: process.env.DATABASE_MIGRATE_URL });
    await client.connect();
    try {
      for (const attack of [
        `update audit.journal_entry set reason = 'x'`,
        `delete from audit.journal_anchor`,
        `truncate audit.journal_entry`,
        `insert into audit.journal_head (chain, position, hash) values ('forged', 1, '')`,
      ])
        await expect(client.query(attack), attack).rejects.toThrow(/permission denied/);
    } finally {
      await client.end();
    }
  });
});

describe("as somebody with more rights than any role of ours", () => {
  it("a changed, a removed and a cut entry is named", async () => {
    const chain = await chainOf(6);
    const { entries } = await queryJournal(ground.as({ organization: chain }));
    const third = entries.find((entry) => entry.position === 3n)?.id;
    await past("journal_entry", `update audit.journal_entry set after = '{"n":"2"}' where id = '${third}'`);
    expect(await verified(chain)).toEqual({ sound: false, firstBroken: 3n, entryId: third, because: "hash" });
    await past("journal_entry", `delete from audit.journal_entry where id = '${third}'`);
    expect(await verified(chain)).toEqual({ sound: false, firstBroken: 3n, entryId: null, because: "gap" });
    await past("journal_entry", `delete from audit.journal_entry where chain = '${chain}' and position >= 3`);
    expect(await verified(chain)).toMatchObject({ sound: false, firstBroken: 3n, because: "gap" });
  });

  it("who acted for whom cannot be changed, nor taken out", async () => {
    const chain = newId("organization");
    await write(chain, 1, "usr_2");
    await write(chain, 2);
    expect(await verified(chain)).toEqual({ sound: true, entries: 2n });
    await past("journal_entry", `update audit.journal_entry set on_behalf_of = null where chain = '${chain}'`);
    expect(await verified(chain)).toMatchObject({ sound: false, firstBroken: 1n, because: "hash" });
  });

  it("a chain that was cut or written anew so that it holds together contradicts its anchors", async () => {
    const [cut, anew] = [await chainOf(5), await chainOf(5)];
    await anchorHeads(ground.ctx);
    await past(
      "journal_entry",
      `delete from audit.journal_entry where chain = '${cut}' and position > 3`,
      `update audit.journal_head h set position = 3, hash = e.hash from audit.journal_entry e
       where h.chain = '${cut}' and e.chain = h.chain and e.position = 3`,
      ...rewrite(anew, 2),
    );
    expect(await verified(cut)).toEqual({ sound: false, firstBroken: 4n, entryId: null, because: "cut" });
    expect(await verified(anew)).toMatchObject({ sound: false, firstBroken: 5n, because: "anchor" });
    await write(cut, 6);
    await write(cut, 7);
    expect(await verified(cut)).toMatchObject({ sound: false, firstBroken: 5n, because: "anchor" });
  });

  it("a chain of which nothing is left is still looked for, and the checks are kept", async () => {
    const chain = await chainOf(3);
    await anchorHeads(ground.ctx);
    await past(
      "journal_entry",
      `delete from audit.journal_entry where chain = '${chain}'`,
      `delete from audit.journal_head where chain = '${chain}'`,
    );
    const found = new Map<string, ChainState>();
    for await (const each of verifyJournal(ground.ctx)) found.set(each.chain, each.state);
    expect(found.get(chain)).toEqual({ sound: false, firstBroken: 1n, entryId: null, because: "cut" });
    const standing = await journalStanding(ground.as({ organization: null }));
    expect(standing.unchecked).toBe(0);
    expect(standing.broken.map((each) => each.chain)).toContain(chain);
    expect((await journalStanding(ground.as({ organization: await chainOf(1) }))).broken).toEqual([]);
  });

  it("entries without a head are no chain that ended well", async () => {
    const chain = await chainOf(2);
    await past("journal_entry", `delete from audit.journal_head where chain = '${chain}'`);
    expect(await verified(chain)).toMatchObject({ sound: false, firstBroken: 1n, because: "head" });
  });
});

describe("the file of heads", () => {
  const onFile = (name: string): Ctx => ({
    ...ground.ctx,
    env: { ...ground.ctx.env, AUDIT_HEADS_FILE: path.join(folder, name) },
  });

  it("gets a line for what has moved, goes on where it ended, and agrees with the database", async () => {
    const ctx = onFile("goes-on.jsonl");
    await chainOf(1);
    await anchorHeads(ctx);
    const before = await verifySeals(ctx, path.join(folder, "goes-on.jsonl"));
    expect(before).toMatchObject({ sound: true });
    expect(await anchorHeads(ctx)).toEqual({ chains: 0, lines: 0 });
    await chainOf(1);
    expect(await anchorHeads(ctx)).toEqual({ chains: 1, lines: 1 });
    expect(await verifySeals(ctx, path.join(folder, "nothing-there.jsonl"))).toBeNull();
  });

  it("tells of anchors that were changed together with the chain, and of lines that were changed or left out", async () => {
    const name = path.join(folder, "told.jsonl");
    const ctx = onFile("told.jsonl");
    const chain = await chainOf(4);
    await anchorHeads(ctx);
    await chainOf(1);
    await anchorHeads(ctx);
    const text = readFileSync(name, "utf8");
    const lines = text.trim().split("\n");
    const state = async (kept: readonly string[]): Promise<unknown> => {
      writeFileSync(name, `${kept.join("\n")}\n`);
      return verifySeals(ctx, name);
    };
    expect(await state(lines.slice(1))).toEqual({ sound: false, line: 1, because: "order" });
    expect(await state([...lines.slice(0, -1), "not one of ours"])).toMatchObject({ because: "form" });
    const forged = JSON.stringify({ ...JSON.parse(lines.at(-1) ?? ""), root: "0".repeat(64) });
    expect(await state([...lines.slice(0, -1), forged])).toMatchObject({ because: "seal", line: lines.length });
    expect(await state(lines)).toEqual({ sound: true, lines: lines.length });
    await past("journal_anchor", `delete from audit.journal_anchor where chain = '${chain}'`);
    expect(await verifySeals(ctx, name)).toMatchObject({ sound: false, because: "anchors" });
    writeFileSync(name, "not one of ours\n");
    await expect(anchorHeads(ctx)).rejects.toThrow(/does not end with a head/);
  });
});

describe("a person who is forgotten", () => {
  it("is in no entry any more, and every chain is as valid as before", async () => {
    const [mine, other] = [await chainOf(2), newId("organization")];
    await inTransaction(ground.db, (tx) =>
      record(tx, ground.as({ organization: mine, actor: { ...actor, id: "usr_9", label: "bob@example.com" } }), "a.b", {
        entity: { type: "thing", id: "t" },
      }),
    );
    await write(other, 1);
    await anchorHeads(ground.ctx);
    expect(await erasePerson(ground.ctx, "usr_9", "asked to be forgotten")).toBe(1n);
    expect(await erasePerson(ground.ctx, "usr_9", "asked again")).toBe(0n);
    const entries = await queryJournal(ground.as({ organization: mine }));
    expect(entries.entries.map(({ actorLabel, ip, actor: who }) => [who, actorLabel, ip])).toEqual([
      ["user:usr_9", "", null],
      ["user:usr_1", "ada@example.com", "203.0.113.9"],
      ["user:usr_1", "ada@example.com", "203.0.113.9"],
    ]);
    for (const chain of [mine, other]) expect(await verified(chain)).toMatchObject({ sound: true });
    const told = await queryJournal(ground.as({ organization: null }), { action: "person.erased" });
    expect(told.entries.map((entry) => [entry.chain, entry.reason])).toEqual([
      ["deployment", "asked again"],
      ["deployment", "asked to be forgotten"],
    ]);
  });
});
