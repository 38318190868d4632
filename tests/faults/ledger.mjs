// Keeps what was asked and what was answered, as a client sees it, and holds it against the database afterwards.
import assert from "node:assert/strict";
import { pause } from "./processes.mjs";

const SETTLE_WITHIN_MS = 20_000;
const admitted = ({ status }) => status === 200 || status === 201;
/** An answer after which the client knows no more than before, and asks again with the same key. */
const undecided = ({ status }) => status === 0 || status === 503 || status === 409; // 409: its key is in flight

/** The requests of one case, over one or more meters of one organization. */
export class Ledger {
  #ground;
  #random;
  #serial = 0;
  /** key → { request, first: body of the first 2xx, decided, answers } */
  keys = new Map();
  denials = [];

  constructor(ground, organization, random) {
    this.#ground = ground;
    this.organization = organization;
    this.#random = random;
  }

  newKey() {
    return `k${String(++this.#serial).padStart(6, "0")}`;
  }

  /** A living API process, by chance. */
  #api() {
    const alive = this.#ground.apis.filter((api) => api.alive);
    return alive[Math.floor(this.#random() * alive.length)];
  }

  /** Sends one request and notes the answer. `over` sends it to that process. */
  async use({ key = this.newKey(), units = 1, meter = "alpha", occurredAt, over } = {}) {
    const request = {
      organization: this.organization,
      meter,
      units,
      key,
      ...(occurredAt === undefined ? {} : { occurredAt }),
    };
    const api = over ?? this.#api();
    if (!api) {
      await pause(20);
      return { status: 0 };
    }
    const answer = await api.call("/use", request);
    this.note(request, answer);
    return answer;
  }

  note(request, answer) {
    const name = answer.code ?? String(answer.status);
    this.#ground.counts[name] = (this.#ground.counts[name] ?? 0) + 1;
    assert.notEqual(answer.status, 500, `an API threw: ${JSON.stringify(answer)}`);
    const entry = this.keys.get(request.key) ?? { requests: [], first: null, by: null, decided: false };
    this.keys.set(request.key, entry);
    const same = entry.requests.find(
      (r) => r.meter === request.meter && r.units === request.units && r.occurredAt === request.occurredAt,
    );
    if (!same) entry.requests.push(request);
    if (admitted(answer)) {
      if (entry.first !== null) assert.equal(answer.body, entry.first, `key ${request.key} was answered in two ways`);
      entry.first = answer.body;
      entry.by = same ?? request;
    }
    if (answer.status === 422)
      assert.ok(entry.requests.length > 1, `key ${request.key} had one body only and was called a mismatch`);
    if (answer.code === "LIMIT_EXCEEDED") this.denials.push({ request, ...answer.details });
    if (!undecided(answer)) entry.decided = true;
  }

  /** Asks on until every key has an answer that stands. */
  async settle() {
    const deadline = performance.now() + SETTLE_WITHIN_MS;
    for (;;) {
      const open = [...this.keys.values()].filter((entry) => !entry.decided).map((entry) => entry.requests[0]);
      if (open.length === 0) return;
      assert.ok(
        performance.now() < deadline,
        `${open.length} requests never got an answer, the first of them ${JSON.stringify(open[0])}`,
      );
      await inLanes(open, 16, (request) => this.use(request));
      await pause(20);
    }
  }

  /** Σ units of a meter in the log. */
  async committed(meter = "alpha") {
    const [row] = await this.#ground.rows(
      `select coalesce(sum(e.units), 0)::float8 as n from usage_event e join usage_fence f on f.id = e.fence_id where f.organization_id = $1 and f.meter = $2`,
      [this.organization, meter],
    );
    return row.n;
  }

  /** Fills a meter with single units until it is refused. Returns what is committed then. */
  async fill(meter = "alpha") {
    for (let streak = 0; streak < 3;) {
      const answers = await inLanes(Array.from({ length: 8 }), 8, () => this.use({ meter }));
      await this.settle();
      streak = answers.every(({ status }) => status === 402) ? streak + 1 : 0;
    }
    return this.committed(meter);
  }

  /** Everything that must be true whatever has been broken. `limit` null: it changed on the way, or there are several. */
  async verify({ limit = null, meter = "alpha", fill = true } = {}) {
    await this.settle();
    await this.#eachAdmissionIsOneRow();
    const before = await this.committed(meter);
    this.#denialsWereRight(meter, before);
    if (limit !== null) assert.ok(before <= limit, `${before} units are committed under a limit of ${limit}`);
    if (fill && limit !== null) assert.equal(await this.fill(meter), limit, "what can be filled up to");
    await this.#replaysGiveTheFirstAnswer();
    await this.noWindowIsOver();
    await this.noDrift(meter);
  }

  async #eachAdmissionIsOneRow() {
    const rows = await this.#ground.rows(
      `select k.key, k.result, e.units::float8 as units, f.meter, count(e.id)::int as events, count(k2.key)::int as keys
       from usage_fence f join usage_event e on e.fence_id = f.id
       left join usage_key k on k.organization_id = f.organization_id and k.environment = f.environment and k.key = e.key and k.event_id = e.id
       left join usage_key k2 on k2.organization_id = f.organization_id and k2.environment = f.environment and k2.key = e.key
       where f.organization_id = $1 and e.hold_id is null group by 1, 2, 3, 4`,
      [this.organization],
    );
    const byKey = new Map(rows.map((row) => [row.key, row]));
    assert.equal(byKey.size, rows.length, "a key stands for more than one event");
    for (const row of rows) {
      assert.equal(row.events, 1, `key ${row.key} was counted ${row.events} times`);
      const entry = this.keys.get(row.key);
      assert.ok(entry, `key ${row.key} was never sent`);
      const by = entry.by ?? entry.requests.find((r) => r.units === row.units && r.meter === row.meter);
      assert.ok(
        by && by.units === row.units && by.meter === row.meter,
        `key ${row.key} was counted with ${row.units} units of ${row.meter}`,
      );
      if (entry.first !== null)
        assert.equal(row.result, entry.first, `key ${row.key}: the answer is not the one that is kept`);
    }
    for (const [key, entry] of this.keys)
      if (entry.first !== null) assert.ok(byKey.has(key), `key ${key} was admitted, and its event is lost`);
  }

  /** A denial names committed usage, which never shrinks, with open holds, and says that the units did not fit. */
  #denialsWereRight(meter, committed) {
    for (const { request, current, held = 0, limit } of this.denials) {
      if (request.meter !== meter) continue;
      assert.ok(
        current + request.units > limit,
        `${request.units} were refused although ${current} of ${limit} were used`,
      );
      assert.ok(
        current - held <= committed,
        `a denial named ${current} used (${held} of them held), and only ${committed} are in the log`,
      );
    }
  }

  async #replaysGiveTheFirstAnswer() {
    const known = [...this.keys.values()].filter((entry) => entry.first !== null);
    await inLanes(known.slice(0, 60), 16, async (entry) => {
      const answer = await this.use(entry.by);
      assert.ok(answer.status === 200 || undecided(answer), `a replay was answered with ${answer.status}`);
    });
  }

  /** Every window against its limit, and the log in its order against the limits as they changed. */
  async noWindowIsOver() {
    const windows = await this.#ground.rows(
      `select w.kind, w.limit_units::float8 as "limit", coalesce(sum(e.units), 0)::float8 + (
                select coalesce(sum(h.units), 0)::float8 from usage_hold h
                where h.fence_id = w.fence_id and h.status = 'OPEN' and h.counted_at >= w.starts_at and h.counted_at < w.ends_at) as used,
              exists (select from fault_change c where c.fence_id = w.fence_id) as changed
       from usage_fence f join usage_window w on w.fence_id = f.id
       left join usage_event e on e.fence_id = w.fence_id and e.counted_at >= w.starts_at and e.counted_at < w.ends_at
       where f.organization_id = $1 and w.limit_units is not null group by w.id`,
      [this.organization],
    );
    for (const w of windows)
      if (!w.changed)
        assert.ok(w.used <= w.limit, `${w.used} units stand in a window ${w.kind} with a limit of ${w.limit}`);
    const over = await this.#ground.rows(
      `select e.key, e.epoch::text, e.total::float8, c.amount::float8 as "limit" from (
         select e.*, sum(e.units) over (partition by e.fence_id order by e.epoch, e.seq) as total from usage_event e join usage_fence f on f.id = e.fence_id where f.organization_id = $1) e
       join lateral (select * from fault_change c where c.fence_id = e.fence_id and c.epoch <= e.epoch order by c.epoch desc limit 1) c on c.expires_at is null or e.recorded_at < c.expires_at
       -- What was held had been admitted before a limit went down, and may be used up.
       left join usage_hold h on h.id = e.hold_id
       where e.total > c.amount and e.units > coalesce(h.units, 0) limit 3`,
      [this.organization],
    );
    assert.deepEqual(over, [], "events beyond the limit that was in force for their epoch");
  }

  /** After a sweep the counter is the log, and nothing is pending. */
  async noDrift(meter) {
    const deadline = performance.now() + SETTLE_WITHIN_MS;
    for (;;) {
      const [api] = this.#ground.apis.filter((a) => a.alive);
      await this.use({ meter, key: "the-key-that-makes-a-generation", over: api });
      await api.call("/sweep");
      const { windows } = await api.call("/explain", { organization: this.organization, meter });
      const settled = windows?.length > 0 && windows.every((w) => w.counter !== null && w.counter.pending === 0);
      if (settled) {
        for (const w of windows)
          assert.equal(w.drift, 0, `window ${w.window}: counter ${JSON.stringify(w.counter)}, log ${w.logged}`);
        return;
      }
      assert.ok(
        performance.now() < deadline,
        `reservations stay in flight, or there is no counter: ${JSON.stringify(windows)}`,
      );
      await pause(300);
    }
  }

  /** Random traffic over `ms`: new keys, repeated ones, and now and then an old key with another body. */
  async traffic(ms, { lanes = 24, maxUnits = 3, meters = ["alpha"] } = {}) {
    const end = performance.now() + ms;
    const one = async () => {
      while (performance.now() < end) {
        const chance = this.#random();
        const meter = meters[Math.floor(this.#random() * meters.length)];
        if (chance < 0.75 || this.keys.size < 5) {
          await this.use({ units: 1 + Math.floor(this.#random() * maxUnits), meter });
          continue;
        }
        const entries = [...this.keys.values()].slice(-200);
        const entry = entries[Math.floor(this.#random() * entries.length)];
        await this.use(
          chance < 0.95
            ? (entry.by ?? entry.requests[0])
            : { ...entry.requests[0], units: entry.requests[0].units + 1 },
        );
      }
    };
    await Promise.all(Array.from({ length: lanes }, one));
  }
}

/** Works through a list with so many at a time; results in the order of the list. */
export async function inLanes(list, lanes, work) {
  const out = new Array(list.length);
  let next = 0;
  const lane = async () => {
    while (next < list.length) {
      const at = next++;
      out[at] = await work(list[at], at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, list.length) }, lane));
  return out;
}
