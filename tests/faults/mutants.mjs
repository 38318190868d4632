// Copies of the quota from which one guard has been taken. Each names the cases that must notice. `unguarded` names the
// trigger that stands behind the guard in the database, and is off for as long as the mutant lives.

/** Dies where the change is committed and Redis has not heard of it: no guard is missing, only the process. */
export const DYING_BETWEEN = [
  {
    file: "lib/quota/change-allowance.ts",
    find: "await forEachFence(engine, fences, (fence, i) => {",
    replace: 'process.kill(process.pid, "SIGKILL");\n    await forEachFence(engine, fences, (fence, i) => {',
  },
];

export const MUTANTS = [
  {
    name: "the commit does not look at the fence's epoch",
    cases: ["early"],
    patches: [
      {
        file: "lib/quota/commit.ts",
        find: "on fence.id = item.fence_id and fence.epoch = item.epoch, clock",
        replace: "on fence.id = item.fence_id, clock",
      },
    ],
  },
  {
    name: "the commit does not hold its fence",
    cases: ["stuck"],
    patches: [{ file: "lib/quota/commit.ts", find: "order by id for share skip locked", replace: "order by id" }],
  },
  {
    name: "what is in flight takes no room: usage is read, then written",
    cases: ["rush"],
    patches: [
      { file: "lib/quota/lua/reserve.ts", find: "if w.used + d[i] > w.limit then wait = true end", replace: "" },
    ],
  },
  {
    name: "a counter of another life of Redis is believed",
    cases: ["redis-older"],
    patches: [
      { file: "lib/quota/lua/reserve.ts", find: "if not g.gen or g.tok ~= ARGV[1] then", replace: "if not g.gen then" },
    ],
  },
  {
    name: "a refusal is not confirmed by Postgres",
    cases: ["replay"],
    patches: [
      {
        file: "lib/quota/confirm-refusals.ts",
        find: "const row = rows[i] as LookUp | Error;",
        replace:
          'const row = { fingerprint: null as string | null, result: "", epoch: refusal.verdict?.generation ?? 0, valid: true } as LookUp;',
      },
    ],
  },
  {
    name: "room is given back although the row has used it up",
    cases: ["died-before-confirming"],
    patches: [
      {
        file: "lib/quota/commit-reserved.ts",
        find: "fate.keyReservation === reservation",
        replace: "fate.keyReservation === -1",
      },
    ],
  },
  {
    name: "a pending key is shared whatever its body",
    cases: ["two-bodies"],
    patches: [{ file: "lib/quota/lua/reserve.ts", find: "if f ~= fp then return {'INFLIGHT'} end", replace: "" }],
  },
  {
    name: "nothing ends by time alone",
    cases: ["expiry"],
    patches: [
      {
        file: "lib/quota/lua/reserve.ts",
        find: "if now >= tonumber(g['until']) then return {'REBUILD', g.gen} end",
        replace: "",
      },
      { file: "lib/quota/commit.ts", find: "where clock.now < fence.valid_until", replace: "where true" },
    ],
  },
  {
    name: "keys go in unsorted",
    cases: ["batches"],
    patches: [
      {
        file: "lib/quota/commit.ts",
        find: "from valid order by organization_id, environment, key",
        replace: "from valid order by i",
      },
    ],
  },
  {
    name: "the slow path leaves the views in Redis as they are",
    cases: ["one-without-redis"],
    patches: [
      {
        file: "lib/quota/slow-path.ts",
        find: "const epoch = await bump(connection, fence, 0);",
        replace:
          'const [row] = await connection.query<{ epoch: number }>("select epoch::float8 as epoch from usage_fence where id = $1::bigint for no key update", [fence.id]);\n    const epoch = row?.epoch ?? 0;',
      },
    ],
  },
  {
    name: "a generation is installed before it is committed",
    cases: ["cut-in-rebuild"],
    patches: [
      {
        file: "lib/quota/rebuild.ts",
        find: "return buildGeneration(engine, connection, fence, epoch);",
        replace:
          "const made = await buildGeneration(engine, connection, fence, epoch);\n      await install(engine, fence, made);\n      await new Promise((resolve) => setTimeout(resolve, 300));\n      return made;",
      },
      {
        file: "lib/quota/rebuild.ts",
        find: "await install(engine, fence, generation)",
        replace: "await Promise.resolve(generation)",
      },
    ],
  },
  {
    name: "an install is sent twice",
    cases: ["installed-once"],
    patches: [
      {
        file: "lib/quota/counter.ts",
        find: "await engine.redis.run(INSTALL, keysOf(fence), [g.epoch, token, ...fields]);",
        replace:
          "await engine.redis.run(INSTALL, keysOf(fence), [g.epoch, token, ...fields]);\n  setTimeout(() => void engine.redis.run(INSTALL, keysOf(fence), [g.epoch, token, ...fields]).catch(() => null), 200);",
      },
    ],
  },
  {
    name: "a change does not bump the epoch, and its install is lost",
    cases: ["died-before-installing"],
    patches: [
      ...DYING_BETWEEN,
      {
        file: "lib/quota/change-allowance.ts",
        find: "epochs.set(fence.id, await bump(sql, fence, 0))",
        replace: "epochs.set(fence.id, 0)",
      },
      {
        file: "lib/quota/change-allowance.ts",
        find: "await forEachFence(engine, fences, (fence) => remove(engine, fence));",
        replace: "",
      },
    ],
  },
  {
    name: "a late value is taken for the newest",
    cases: ["gauges"],
    patches: [
      {
        file: "lib/quota/rules/gauge.ts",
        find: "return t >= (w.levelAt ?? -Infinity) ? units - w.used : 0;",
        replace: "return units - w.used;",
      },
    ],
  },
  {
    name: "a checkpoint forgets when its level was reported",
    cases: ["gauges"],
    patches: [
      {
        file: "lib/quota/renew.ts",
        find: 'at: "greatest(w.checkpoint_at, max(e.counted_at))",',
        replace: 'at: "null::timestamptz",',
      },
    ],
  },
  {
    name: "a commit waits for a fence that is being rebuilt",
    cases: ["neighbours"],
    patches: [
      { file: "lib/quota/commit.ts", find: "order by id for share skip locked", replace: "order by id for share" },
    ],
  },
  {
    name: "a generation is asked for a moment before it was made",
    cases: ["edge-in-flight"],
    patches: [
      {
        file: "lib/quota/lua/reserve.ts",
        find: "math.max(tonumber(ARGV[2]), tonumber(g.from or 0))",
        replace: "tonumber(ARGV[2])",
      },
    ],
  },
  {
    name: "what a settlement gives back is given before it is committed",
    cases: ["given-back"],
    patches: [
      {
        file: "lib/quota/lua/reserve.ts",
        find: "if d[i] > 0 then w.used = w.used + d[i] end",
        replace: "w.used = w.used + d[i]",
      },
      { file: "lib/quota/lua/settle.ts", find: "elseif y < 0 and confirm then add(i .. ':u', y) end", replace: "end" },
    ],
  },
  {
    name: "a hold is ended whether it is open or not",
    // The table would refuse what this lets through, again and again, and nobody would be given room that is not there.
    unguarded: { table: "usage_hold", trigger: "usage_hold_guard" },
    cases: ["settled-too-late"],
    patches: [
      {
        file: "lib/quota/commit.ts",
        find: "and (item.kind not in ('settle', 'release') or item.hold_id in (select id from ending))",
        replace: "",
      },
      { file: "lib/quota/end-hold.ts", find: 'hold.status === "OPEN" ? staleness', replace: "true ? staleness" },
    ],
  },
  {
    name: "open holds are left out of a new generation",
    cases: ["held-without-redis"],
    patches: [{ file: "lib/quota/renew.ts", find: "used: row.counted + row.held,", replace: "used: row.counted," }],
  },
];
