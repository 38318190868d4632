// A copy of the quota that dies at a step: kill -9 by its own hand, where DIE_AT says, the DIE_ON-th time it comes there.
// Only this copy knows how to; the quota as it is shipped has no such place.

/** Every step by name, in the order in which the copy is patched below. */
export const STEPS = [];

const at = (step) => {
  STEPS.push(step);
  return `if (process.env.DIE_AT === ${JSON.stringify(step)} && --(globalThis as any).timesLeft <= 0) process.kill(process.pid, "SIGKILL");`;
};
const START = `(globalThis as any).timesLeft ??= Number(process.env.DIE_ON ?? 1);`;

const before = (step, find) => `${at(step)}\n${find}`;
const after = (find, step) => `${find}\n${at(step)}`;

const place = (file, find, replace) => ({ file: `lib/quota/${file}`, find, replace: replace(find) });

export const DYING = [
  place("engine.ts", "/** Counts an event of the quota: rebuild, fenced, slow, … */", (find) => `${START}\n${find}`),
  place("admit.ts", "const verdicts = await fence.reservations.pushAll(asking);", (find) =>
    after(before("admit: before reserve", find), "admit: after reserve"),
  ),
  place("commit.ts", "rows = await insertMany(engine.pool, alone);", (find) =>
    after(before("admit: before commit", find), "admit: after commit"),
  ),
  place("counter.ts", "await engine.redis.run(SETTLE,", (find) => before("admit: before confirm", find)),
  place("counter.ts", "return settlements.map((s) => s.generation);", (find) => before("admit: after confirm", find)),
  place("rebuild.ts", "if (token !== null) await remove(engine, fence).catch(", (find) =>
    before("rebuild: before remove", find),
  ),
  place("rebuild.ts", "const generation = await transactionOn(connection, async () => {", (find) =>
    before("rebuild: after remove", find),
  ),
  place("rebuild.ts", "return buildGeneration(engine, connection, fence, epoch);", (find) =>
    before("rebuild: after bump", find),
  ),
  place("rebuild.ts", "await install(engine, fence, generation)", (find) => before("rebuild: after commit", find)),
  place("rebuild.ts", 'count(engine, "rebuild");', (find) => before("rebuild: after install", find)),
  place("change-allowance.ts", "await forEachFence(engine, fences, (fence) => remove(engine, fence));", (find) =>
    after(before("change: before remove", find), "change: after remove"),
  ),
  place("change-allowance.ts", "const made = await change(tx);", (find) =>
    after(before("change: after bump", find), "change: after the change"),
  ),
  place("change-allowance.ts", "return { result: made, generations: built };", (find) =>
    before("change: before commit", find),
  ),
  place("change-allowance.ts", "await forEachFence(engine, fences, (fence, i) => {", (find) =>
    before("change: after commit", find),
  ),
  place("change-allowance.ts", 'count(engine, "allowance_changed");', (find) => before("change: after install", find)),
  place("slow-path.ts", "const generation = await buildGeneration(engine, connection, fence, epoch);", (find) =>
    before("alone: after bump", find),
  ),
  place("slow-path.ts", "return { outcomes, windows: generation.windows };", (find) =>
    before("alone: before commit", find),
  ),
  place(
    "fences.ts",
    "decideInPostgres(engine, fence, items)",
    (find) => `${find}.then((out) => {\n${at("alone: after commit")}\nreturn out;\n})`,
  ),
];
