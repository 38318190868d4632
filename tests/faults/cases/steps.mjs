// kill -9 of a process at every step of an admission, a rebuild, a change of the allowance and a decision without Redis.
import assert from "node:assert/strict";
import { Holds } from "../holds.mjs";
import { inLanes, Ledger } from "../ledger.mjs";
import { STEPS } from "../steps.mjs";

const LIMIT = 24;
const REACHED_WITHIN_MS = 10_000;
const AT_A_TIME = 4;
const IN_A_SHORT_RUN = 4;

/** What makes a process come to a step. */
const WAYS = {
  admit: {},
  rebuild: { before: (ground) => ground.redis.flush() },
  change: { changes: true },
  alone: { settings: { REDIS_URL: "redis://127.0.0.1:1" } },
};
const wayTo = (step) => step.split(":")[0];

/** Every step with plain usage; those of a decision also while a hold is made, settled and released. */
const DEATHS = STEPS.flatMap((step) =>
  ["admit", "alone"].includes(wayTo(step))
    ? ["use", "hold", "settle", "release"].map((doing) => ({ step, doing }))
    : [{ step, doing: "use" }],
);

async function limitInForce(ground, organization) {
  const [row] = await ground.rows(
    `select c.amount::float8 as n from fault_change c join usage_fence f on f.id = c.fence_id where f.organization_id = $1 order by c.epoch desc limit 1`,
    [organization],
  );
  return row?.n ?? LIMIT;
}

/** Something for a process to do, of which it shall die. */
async function workFor(dying, doing, ledger, holds) {
  if (doing === "use") return inLanes(Array.from({ length: 6 }), 3, () => ledger.use({ over: dying }));
  if (doing === "hold") return holds.make({ units: 2, over: dying });
  const hold = await holds.make({ units: 2 });
  if (hold.id !== null) await holds.end(hold, doing === "release" ? 0 : 1, { over: dying });
}

/** One tenant, one process that dies at the step among others that live, and everything that must hold then. */
async function dieAt(ground, random, bundle, { step, doing }) {
  const way = WAYS[wayTo(step)];
  const organization = await ground.tenant([{ amount: LIMIT }, { window: "MONTH", amount: LIMIT + 40 }]);
  const ledger = new Ledger(ground, organization, random);
  const holds = new Holds(ground, ledger, random);
  await inLanes(Array.from({ length: 8 }), 4, () => ledger.use());
  const dying = await ground.extraApi(bundle, {
    DIE_AT: step,
    DIE_ON: String(doing === "use" && wayTo(step) === "admit" ? 1 + Math.floor(random() * 3) : 1),
    ...way.settings,
  });
  dying.expectEnd();
  try {
    for (const deadline = performance.now() + REACHED_WITHIN_MS; dying.alive && performance.now() < deadline;) {
      await way.before?.(ground);
      const changes = [{ meter: "alpha", window: "LIFETIME", amount: LIMIT + (random() < 0.5 ? 6 : -6) }];
      await Promise.all([
        way.changes ? dying.call("/change", { organization, changes }) : null,
        workFor(dying, doing, ledger, holds),
        doing === "use" ? inLanes(Array.from({ length: 4 }), 2, () => ledger.use()) : null,
      ]);
    }
    assert.equal(dying.alive, false, `no process ever came to the step "${step}" with "${doing}"`);
  } finally {
    await dying.kill();
  }
  await ledger.settle();
  await holds.verify();
  await ledger.noWindowIsOver();
  await holds.endAll();
  const limit = await limitInForce(ground, organization);
  // A limit that went down may lie below what had been committed before.
  await ledger.verify({ limit: limit < LIMIT ? Math.max(limit, await ledger.committed()) : limit });
  await holds.verify();
}

/** A process dies at every step there is; a short run takes some of them by chance. */
export async function steps({ ground, random, bundles, scale }) {
  const drawn = DEATHS.map((death) => ({ death, at: random() })).sort((a, b) => a.at - b.at);
  const chosen = scale < 1 ? drawn.slice(0, IN_A_SHORT_RUN) : drawn;
  await inLanes(chosen, AT_A_TIME, async ({ death }) => {
    await dieAt(ground, random, bundles.dying, death).catch((error) => {
      error.message = `${death.step}, ${death.doing}: ${error.message}`;
      throw error;
    });
  });
}
