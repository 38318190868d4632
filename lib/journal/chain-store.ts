import { dateOf, instant, type Instant } from "@/lib/kernel/time";
import { sqlOf, type Db, type DbOrTx } from "@/lib/platform/db";
import type { BrokenChain, ChainState, Fault, JournalStanding } from "./model";

/** The link a batch of the check stands on: the last good one before it. */
export interface Link {
  readonly position: bigint;
  readonly hash: string;
}

/** What is wrong with the first faulty entry after `from`, within one batch; `last` is where the batch ended. */
export async function checkBatch(
  db: DbOrTx,
  chain: string,
  from: Link,
  size: number,
): Promise<{ broken: BrokenChain | null; last: Link | null }> {
  const rows = await sqlOf(db).query<{
    id: string;
    position: string;
    hash: string;
    previous: string;
    digest_holds: boolean;
  }>(
    `select e.id, e.position::text as position, encode(e.hash, 'hex') as hash, encode(e.previous_hash, 'hex') as previous,
            e.hash = audit.entry_digest(e) as digest_holds
     from audit.journal_entry e where e.chain = $1 and e.position > $2::bigint order by e.position limit $3::int`,
    [chain, from.position.toString(), size],
  );
  let link = from;
  for (const row of rows) {
    const position = BigInt(row.position);
    const because =
      position !== link.position + 1n ? "gap" : row.previous !== link.hash ? "link" : row.digest_holds ? null : "hash";
    if (because) {
      const entryId = because === "gap" ? null : row.id;
      return { broken: { sound: false, firstBroken: link.position + 1n, entryId, because }, last: null };
    }
    link = { position, hash: row.hash };
  }
  return { broken: null, last: rows.length === 0 ? null : link };
}

/** Where a chain ends by its head, and by its entries; both of one moment. Nothing was ever written to it: position 0. */
export async function selectEnds(db: DbOrTx, chain: string): Promise<{ head: Link; lastPosition: bigint }> {
  const [row] = await sqlOf(db).query<{ position: string | null; hash: string | null; last: string | null }>(
    `select h.position::text as position, encode(h.hash, 'hex') as hash,
            (select max(e.position)::text from audit.journal_entry e where e.chain = $1) as last
     from (values (1)) one left join audit.journal_head h on h.chain = $1`,
    [chain],
  );
  return {
    head: { position: BigInt(row?.position ?? 0), hash: row?.hash ?? "" },
    lastPosition: BigInt(row?.last ?? 0),
  };
}

/** The first anchor of a chain that its entries contradict; null when all agree. `entryId` is null where none stands. */
export async function contradictedAnchor(
  db: DbOrTx,
  chain: string,
): Promise<{ position: bigint; entryId: string | null } | null> {
  const [row] = await sqlOf(db).query<{ position: string; id: string | null }>(
    `select a.position::text as position, e.id from audit.journal_anchor a
     left join audit.journal_entry e on e.chain = a.chain and e.position = a.position
     where a.chain = $1 and e.hash is distinct from a.hash order by a.position limit 1`,
    [chain],
  );
  return row ? { position: BigInt(row.position), entryId: row.id } : null;
}

/**
 * Every chain that there is or was: by head, by entry, by anchor. The one whose last check lies furthest back comes
 * first, so that whoever does not get through all of them goes on where the last one ended.
 */
export async function selectChains(db: DbOrTx): Promise<string[]> {
  const rows = await sqlOf(db).query<{ chain: string }>(
    `with recursive
       entries(chain) as ((select min(chain) from audit.journal_entry) union all
         select (select min(e.chain) from audit.journal_entry e where e.chain > w.chain) from entries w where w.chain is not null),
       anchors(chain) as ((select min(chain) from audit.journal_anchor) union all
         select (select min(a.chain) from audit.journal_anchor a where a.chain > w.chain) from anchors w where w.chain is not null),
       every(chain) as (select chain from audit.journal_head union select chain from entries union select chain from anchors)
     select e.chain from every e left join journal_check c on c.chain = e.chain
     where e.chain is not null order by c.checked_at nulls first, e.chain`,
  );
  return rows.map((row) => row.chain);
}

/** Keeps what a check came to; the one that was kept before is replaced. */
export async function keepCheck(db: Db, chain: string, state: ChainState, at: Instant): Promise<void> {
  const broken = state.sound ? null : state;
  await sqlOf(db).query(
    `insert into journal_check (chain, checked_at, entries, first_broken, because, entry_id)
     values ($1, $2::timestamptz, $3::bigint, $4::bigint, $5, $6)
     on conflict (chain) do update set checked_at = excluded.checked_at, entries = excluded.entries,
       first_broken = excluded.first_broken, because = excluded.because, entry_id = excluded.entry_id returning chain`,
    [
      chain,
      dateOf(at).toISOString(),
      (state.sound ? state.entries : state.firstBroken - 1n).toString(),
      broken ? broken.firstBroken.toString() : null,
      broken?.because ?? null,
      broken?.entryId ?? null,
    ],
  );
}

/** What the kept checks say, of all chains or of one. */
export async function selectStanding(
  db: DbOrTx,
  organization: string | undefined,
  most: number,
): Promise<JournalStanding> {
  const values = [organization ?? null];
  const [counted] = await sqlOf(db).query<{ chains: number; unchecked: number; since: Date | null }>(
    `select count(*)::int as chains, (count(*) filter (where c.chain is null))::int as unchecked, min(c.checked_at) as since
     from audit.journal_head h left join journal_check c on c.chain = h.chain where $1::text is null or h.chain = $1`,
    values,
  );
  const broken = await sqlOf(db).query<{
    chain: string;
    at: Date;
    position: string;
    because: Fault;
    entry_id: string | null;
  }>(
    `select chain, checked_at as at, first_broken::text as position, because, entry_id from journal_check
     where first_broken is not null and ($1::text is null or chain = $1) order by chain limit $2::int`,
    [...values, most],
  );
  return {
    chains: counted?.chains ?? 0,
    unchecked: counted?.unchecked ?? 0,
    checkedSince: counted?.since ? instant(counted.since) : null,
    broken: broken.map((row) => ({
      chain: row.chain,
      checkedAt: instant(row.at),
      state: { sound: false, firstBroken: BigInt(row.position), entryId: row.entry_id, because: row.because },
    })),
  };
}

/** All anchors of one moment, as one figure. */
export interface AnchorRound {
  readonly at: Instant;
  readonly chains: number;
  /** Hexadecimal SHA-256 over chain, position and hash of each, by chain. */
  readonly root: string;
}

/** Has the database copy every head that has moved since it was last copied; answers how many, and as of when. */
export async function anchorMovedHeads(db: DbOrTx): Promise<{ chains: bigint; at: Instant }> {
  const [row] = await sqlOf(db).query<{ n: string; ms: string }>(
    `select audit.anchor_heads()::text as n, (extract(epoch from date_trunc('milliseconds', now())) * 1000)::bigint::text as ms`,
  );
  return { chains: BigInt(row?.n ?? 0), at: Number(row?.ms) };
}

/** Rounds of anchors after a moment, oldest first. */
export async function selectRounds(
  db: DbOrTx,
  about: { after: Instant | null; limit: number },
): Promise<AnchorRound[]> {
  const { after, limit } = about;
  const rows = await sqlOf(db).query<{ ms: string; chains: number; root: string }>(
    `select (extract(epoch from anchored_at) * 1000)::bigint::text as ms, count(*)::int as chains,
            encode(sha256(convert_to(string_agg(chain || ':' || position || ':' || encode(hash, 'hex'), chr(10) order by chain collate "C"), 'UTF8')), 'hex') as root
     from audit.journal_anchor where $1::timestamptz is null or anchored_at > $1::timestamptz
     group by anchored_at order by anchored_at limit $2::int`,
    [after === null ? null : dateOf(after).toISOString(), limit],
  );
  return rows.map((row) => ({ at: Number(row.ms), chains: row.chains, root: row.root }));
}
