// Keeps what became of holds, as their callers see it, and holds it against the database afterwards.
import assert from "node:assert/strict";
import { inLanes } from "./ledger.mjs";
import { pause } from "./processes.mjs";

const SETTLE_WITHIN_MS = 20_000;
const admitted = ({ status }) => status === 200 || status === 201;
const undecided = ({ status, code }) => status === 0 || status === 503 || code === "IDEMPOTENCY_IN_FLIGHT";

/** The holds of one case, beside the ledger of its plain usage. */
export class Holds {
  #ground;
  #ledger;
  #random;
  #serial = 0;
  /** key → { request, first, id, decided, endings: [{ route, request, first, decided, refused }] } */
  all = new Map();

  constructor(ground, ledger, random) {
    this.#ground = ground;
    this.#ledger = ledger;
    this.#random = random;
  }

  #send(route, request, over) {
    const alive = this.#ground.apis.filter((api) => api.alive);
    const api = over ?? alive[Math.floor(this.#random() * alive.length)];
    return api ? api.call(route, request) : pause(20).then(() => ({ status: 0 }));
  }

  #count(route, answer) {
    const name = `${route.slice(1)} ${answer.code ?? answer.status}`;
    this.#ground.counts[name] = (this.#ground.counts[name] ?? 0) + 1;
    assert.notEqual(answer.status, 500, `an API threw: ${JSON.stringify(answer)}`);
  }

  /** Sets units aside, and notes the answer. Returns the hold as it is kept here. */
  async make({ units = 1, meter = "alpha", expiresInSeconds = 3_600, over } = {}) {
    const key = `h${String(++this.#serial).padStart(5, "0")}`;
    const request = { organization: this.#ledger.organization, meter, units, key, expiresInSeconds };
    const hold = { request, first: null, id: null, decided: false, endings: [] };
    this.all.set(key, hold);
    await this.#ask(hold, over);
    return hold;
  }

  async #ask(hold, over) {
    const answer = await this.#send("/hold", hold.request, over);
    this.#count("/hold", answer);
    if (admitted(answer)) {
      if (hold.first !== null)
        assert.equal(answer.body, hold.first, `hold ${hold.request.key} was answered in two ways`);
      hold.first = answer.body;
      hold.id = JSON.parse(answer.body).data.id;
    }
    if (answer.code === "LIMIT_EXCEEDED") this.#ledger.denials.push({ request: hold.request, ...answer.details });
    if (!undecided(answer)) hold.decided = true;
  }

  /** Settles with so many units, or releases with 0. `key`: one of the caller's, for a settlement. */
  async end(hold, units, { key = null, over } = {}) {
    const route = units === 0 ? "/release" : "/settle";
    const request = { organization: this.#ledger.organization, hold: hold.id, units, key };
    let ending = hold.endings.find((e) => e.route === route && e.request.units === units && e.request.key === key);
    if (!ending) hold.endings.push((ending = { route, request, first: null, decided: false, code: null }));
    const answer = await this.#send(route, request, over);
    this.#count(route, answer);
    if (admitted(answer)) {
      if (ending.first !== null)
        assert.equal(answer.body, ending.first, `an ending of ${hold.request.key} was answered in two ways`);
      ending.first = answer.body;
    }
    if (!undecided(answer)) {
      ending.decided = true;
      ending.code = answer.code ?? null;
    }
    return answer;
  }

  /** Asks on until every hold and every ending has an answer that stands. */
  async settle() {
    for (const deadline = performance.now() + SETTLE_WITHIN_MS; ;) {
      const open = [...this.all.values()];
      const waiting = [
        ...open.filter((hold) => !hold.decided).map((hold) => () => this.#ask(hold)),
        ...open.flatMap((hold) =>
          hold.endings
            .filter((e) => !e.decided)
            .map((e) => () => this.end(hold, e.request.units, { key: e.request.key })),
        ),
      ];
      if (waiting.length === 0) return;
      assert.ok(performance.now() < deadline, `${waiting.length} holds or endings never got an answer`);
      await inLanes(waiting, 16, (ask) => ask());
      await pause(20);
    }
  }

  /** Makes holds and ends them in every way there is, for so long. */
  async traffic(ms, { lanes = 8, maxUnits = 4 } = {}) {
    const end = performance.now() + ms;
    const one = async () => {
      while (performance.now() < end) {
        const units = 1 + Math.floor(this.#random() * maxUnits);
        const hold = await this.make({ units, expiresInSeconds: this.#random() < 0.25 ? 1 : 3_600 });
        if (hold.id === null) continue;
        if (this.#random() < 0.3) await pause(this.#random() * 40);
        await this.#endSomehow(hold);
      }
    };
    await Promise.all(Array.from({ length: lanes }, one));
  }

  async #endSomehow(hold) {
    const { units } = hold.request;
    const chance = this.#random();
    const key = this.#random() < 0.3 ? `${hold.request.key}-end` : null;
    const less = Math.max(1, units - 1);
    if (chance < 0.2) await this.end(hold, less, { key });
    else if (chance < 0.4) await this.end(hold, units, { key });
    else if (chance < 0.55) await this.end(hold, units + 1, { key });
    else if (chance < 0.75) await this.end(hold, 0);
    // Two endings at once: one of them stands, and the other says so.
    else if (chance < 0.85) await Promise.all([this.end(hold, less, { key }), this.end(hold, 0)]);
    else if (chance < 0.92)
      await Promise.all([this.end(hold, units, { key: `${hold.request.key}-a` }), this.end(hold, less)]);
    if (chance < 0.92 && this.#random() < 0.2)
      await this.end(hold, hold.endings[0].request.units, { key: hold.endings[0].request.key });
  }

  /** Ends what is still open, so that all room can be used again. */
  async endAll() {
    await inLanes(
      [...this.all.values()].filter((hold) => hold.id !== null),
      8,
      (hold) => this.end(hold, 0),
    );
    await this.settle();
  }

  /** What the tables say of every hold and ending, against what was answered. */
  async verify() {
    await this.settle();
    const rows = await this.#ground.rows(
      `with f as (select id, organization_id, environment from usage_fence where organization_id = $1),
         logged as (select e.hold_id, count(*)::int as events, sum(e.units)::float8 as units, min(k.result) as result
                    from f join usage_event e on e.fence_id = f.id and e.hold_id is not null
                    left join usage_key k on k.organization_id = f.organization_id and k.environment = f.environment and k.key = e.key group by 1)
       select h.key, h.status, h.units::float8 as units, h.settled_units::float8 as settled, k.result, h.expires_at <= business_now() as over,
              coalesce(l.events, 0) as events, l.units as logged, l.result as ending
       from f join usage_hold h on h.fence_id = f.id
       left join usage_key k on k.organization_id = f.organization_id and k.environment = f.environment and k.key = h.key
       left join logged l on l.hold_id = h.id`,
      [this.#ledger.organization],
    );
    const byKey = new Map(rows.map((row) => [row.key, row]));
    assert.equal(byKey.size, rows.length, "a key stands for more than one hold");
    for (const [key, hold] of this.all) {
      const row = byKey.get(key);
      if (hold.first !== null) assert.ok(row, `hold ${key} was admitted, and is lost`);
      if (row) this.#agrees(hold, row);
    }
    for (const key of byKey.keys()) assert.ok(this.all.has(key), `hold ${key} was never asked for`);
    await this.#replaysGiveTheFirstAnswer();
  }

  #agrees(hold, row) {
    const { key, units } = hold.request;
    assert.equal(row.units, units, `hold ${key} holds other units`);
    if (hold.first !== null)
      assert.equal(row.result, hold.first, `hold ${key}: the answer is not the one that is kept`);
    assert.equal(
      row.events,
      row.status === "SETTLED" ? 1 : 0,
      `hold ${key} is ${row.status} with ${row.events} events`,
    );
    const stands = hold.endings.filter((e) => e.first !== null);
    assert.ok(stands.length <= 1, `hold ${key} was ended ${stands.length} times`);
    const [ending] = stands;
    if (ending) {
      assert.equal(
        row.status,
        ending.route === "/settle" ? "SETTLED" : "RELEASED",
        `hold ${key} did not end as was said`,
      );
      if (ending.route === "/settle")
        assert.equal(row.ending, ending.first, `hold ${key}: its settlement is not the one kept`);
    }
    if (row.status === "SETTLED") {
      assert.equal(
        row.logged,
        row.settled,
        `hold ${key} was settled with ${row.settled}, and ${row.logged} are in the log`,
      );
      assert.ok(
        hold.endings.some((e) => e.route === "/settle" && e.request.units === row.settled),
        `hold ${key} was settled with units that nobody named`,
      );
    }
    if (row.status === "EXPIRED") assert.ok(row.over, `hold ${key} has expired before its time`);
    for (const e of hold.endings)
      if (e.code === "CONFLICT")
        assert.ok(row.status !== "OPEN" || row.over, `hold ${key} is open, and an ending was told that it is not`);
  }

  async #replaysGiveTheFirstAnswer() {
    const made = [...this.all.values()].filter((hold) => hold.first !== null).slice(-40);
    await inLanes(made, 16, (hold) => this.#ask(hold));
    const ended = made.flatMap((hold) => hold.endings.filter((e) => e.first !== null).map((e) => ({ hold, e })));
    await inLanes(ended, 16, async ({ hold, e }) => {
      const answer = await this.end(hold, e.request.units, { key: e.request.key });
      assert.ok(
        answer.status === 200 || undecided(answer),
        `a repeated ending was answered with ${JSON.stringify(answer)}`,
      );
    });
  }
}
