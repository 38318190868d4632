import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contextFor, SYSTEM, type Ctx } from "@/lib/context";
import { newId } from "@/lib/kernel/ids";
import { listAlerts, readAlertPreferences, sendTestAlert, setAlertPreferences, sweepAlerts } from "@/lib/notifications";
import { checkQuota, holdQuota, reconcileQuota, settleHold, sweepQuota, type Outcome } from "@/lib/quota";
import { deliverOutbox } from "@/workers/jobs/deliver-outbox";
import { sweepAlertsJob } from "@/workers/jobs/sweep-alerts";
import { testDatabase, type TestDatabase } from "../support/database";
import { ask, layTenant, startNode, use, type Node } from "../support/quota";
import { startWorld, type TestWorld } from "../support/world";

const NO_REDIS = "redis://127.0.0.1:1";

let database: TestDatabase;
let a: Node;
let b: Node;
/** A process that counts and never gets to tell: killed before its next round, each time. */
let mute: Node;
let weir: TestWorld;

beforeAll(async () => {
  database = testDatabase();
  a = await startNode(database, { sweeper: false, alerts: true });
  b = await startNode(database, { sweeper: false, alerts: true });
  mute = await startNode(database, { sweeper: false });
  weir = await startWorld();
});
afterAll(() => Promise.all([a?.close(), b?.close(), mute?.close(), weir?.close()]));

/** Ids that pass for ours, since firing looks the organization up. */
const name = (): string => newId("organization");
const as = (organization: string): Ctx =>
  contextFor(weir.world, { actor: SYSTEM, organization, requestId: "req_alerts" });

async function tenant(limit: number, more: { policy?: "METERED"; email?: string | null } = {}): Promise<string> {
  const id = name();
  const price = { policy: "METERED", overage: { amount: 300, per: 1_000 } } as const;
  await layTenant(database, id, [{ window: "LIFETIME", amount: limit, ...(more.policy ? price : {}) }]);
  if (more.email !== null)
    await ask(database, `update organization set billing_email = $2 where id = $1`, [
      id,
      more.email ?? "ops@acme.example",
    ]);
  return id;
}

const spend = (
  node: Node,
  organization: string,
  units: number,
  more: Parameters<typeof use>[3] = {},
): Promise<Outcome> => checkQuota(node, use(organization, newId("request"), units, more));

interface Fired {
  readonly alerts: string[];
  readonly events: string[];
  readonly mails: string[];
}

/** What stands in the tables: alerts with what became of their mail, events, and orders of mail. */
async function firedFor(organization: string): Promise<Fired> {
  const alerts = await ask<{ line: string }>(
    database,
    `select threshold || ' ' || notice || ' ' || used || '/' || limit_units as line from usage_alert where organization_id = $1 order by threshold`,
    [organization],
  );
  const messages = await ask<{ type: string; line: string }>(
    database,
    `select type, coalesce(payload ->> 'threshold', (payload ->> 'to') || ' ' || (payload -> 'model' ->> 'threshold')) as line
     from outbox_message where organization_id = $1 and type in ('quota.warning', 'quota.exhausted', 'mail.ordered') order by seq`,
    [organization],
  );
  const of = (type: RegExp) => messages.filter((m) => type.test(m.type)).map((m) => m.line);
  return { alerts: alerts.map((row) => row.line), events: of(/^quota/), mails: of(/^mail/) };
}

describe("alerts", () => {
  it("of a level tell where it stands, and not what was reported in all", async () => {
    const id = name();
    await layTenant(database, id, [{ meter: "level", aggregation: "LATEST", window: "LIFETIME", amount: 100 }]);
    await ask(database, `update organization set billing_email = 'ops@acme.example' where id = $1`, [id]);
    for (const units of [30, 40, 20]) await spend(a, id, units, { meter: "level" });
    await sweepQuota(a);
    await sweepAlerts(weir.world, 0);
    expect((await firedFor(id)).alerts).toEqual([]);
    await spend(b, id, 55, { meter: "level" });
    await sweepQuota(b);
    expect((await firedFor(id)).alerts).toEqual(["50 MAILED 55/100"]);
    // A process that does not get to tell, and a late value: where it stands is found in the log.
    await spend(mute, id, 92, { meter: "level" });
    await spend(mute, id, 10, { meter: "level", occurredAt: a.quota.engine.clock.now() - 60_000 });
    await sweepAlerts(weir.world, 0);
    expect((await firedFor(id)).alerts).toEqual(["50 MAILED 55/100", "75 INCLUDED 92/100", "90 MAILED 92/100"]);
  });

  it("of a level do not tell of its first: a plan with one seat begins full", async () => {
    const [one, two] = [name(), name()];
    for (const [id, amount] of [
      [one, 1],
      [two, 2],
    ] as const) {
      await layTenant(database, id, [{ meter: "level", aggregation: "LATEST", window: "LIFETIME", amount }]);
      await ask(database, `update organization set billing_email = 'ops@acme.example' where id = $1`, [id]);
      await spend(a, id, 1, { meter: "level" });
    }
    await sweepQuota(a);
    await sweepAlerts(weir.world, 0);
    const nothing = { alerts: [], events: [], mails: [] };
    expect([await firedFor(one), await firedFor(two)]).toEqual([nothing, nothing]);
    await spend(a, two, 2, { meter: "level" });
    await sweepQuota(a);
    expect((await firedFor(two)).mails).toEqual(["ops@acme.example 100"]);
    // The first of what is summed is told of as ever.
    const summed = await tenant(1);
    await spend(a, summed, 1);
    await sweepQuota(a);
    expect((await firedFor(summed)).mails).toEqual(["ops@acme.example 100"]);
  });

  it("fire once for each threshold, whoever looks at once, with one mail for the highest", async () => {
    const id = await tenant(100);
    await Promise.all(Array.from({ length: 120 }, (_, i) => spend(i % 2 ? a : b, id, 1)));
    await Promise.all([sweepQuota(a), sweepQuota(b), sweepQuota(a), sweepAlerts(weir.world, 0)]);
    await Promise.all([sweepQuota(a), sweepQuota(b)]);
    expect(await firedFor(id)).toEqual({
      alerts: ["50 INCLUDED 100/100", "75 INCLUDED 100/100", "90 INCLUDED 100/100", "100 MAILED 100/100"],
      events: ["50", "75", "90", "100"],
      mails: ["ops@acme.example 100"],
    });
  });

  it("fire as they are passed, each with its own mail, and not a unit earlier", async () => {
    const id = await tenant(1_000);
    for (const units of [499, 1, 249, 1]) {
      await spend(a, id, units);
      await sweepQuota(a);
    }
    expect(await firedFor(id)).toEqual({
      alerts: ["50 MAILED 500/1000", "75 MAILED 750/1000"],
      events: ["50", "75"],
      mails: ["ops@acme.example 50", "ops@acme.example 75"],
    });
  });

  it("count what is committed: a hold passes no threshold", async () => {
    const id = await tenant(100);
    await spend(a, id, 49);
    await ask(
      database,
      `insert into usage_hold (id, fence_id, key, units, counted_at, epoch, reservation, expires_at)
       select gen_random_uuid(), id, 'held', 40, business_now(), epoch, 1, business_now() + interval '1 hour' from usage_fence where organization_id = $1`,
      [id],
    );
    await reconcileQuota(a, id);
    await sweepQuota(a);
    await sweepAlerts(weir.world, 0);
    expect((await firedFor(id)).alerts).toEqual([]);
    await spend(a, id, 1);
    await sweepQuota(a);
    expect((await firedFor(id)).alerts).toEqual(["50 MAILED 50/100"]);
  });

  it.each(["with Redis", "without Redis"])("count of a hold what it was settled with, %s", async (how) => {
    const node =
      how === "with Redis" ? a : await startNode(database, { alerts: true, sweeper: false, redisUrl: NO_REDIS });
    try {
      const id = await tenant(100);
      const { facts } = use(id, "facts");
      const at = { organizationId: id, environment: "PROD", meter: "api_calls" } as const;
      const held = await holdQuota(node, { ...at, units: 80, key: newId("request"), expiresInSeconds: 600, facts });
      if (!held.admitted) throw new Error(`the hold was refused: ${held.refusal.code}`);
      await sweepQuota(node);
      expect((await firedFor(id)).alerts).toEqual([]);
      const { data } = JSON.parse(held.body) as { data: { id: string } };
      await settleHold(node, { ...at, hold: data.id, units: 60, key: null, occurredAt: null, facts });
      await sweepQuota(node);
      expect((await firedFor(id)).alerts).toEqual(["50 MAILED 60/100"]);
    } finally {
      if (node !== a) await node.close();
    }
  });

  it("come within a second or two of the call, without Redis too", async () => {
    const nodes = await Promise.all([
      startNode(database, { alerts: true }),
      startNode(database, { alerts: true, redisUrl: NO_REDIS }),
    ]);
    try {
      for (const node of nodes) {
        const id = await tenant(10);
        const started = performance.now();
        await spend(node, id, 9);
        while ((await firedFor(id)).alerts.length < 3) {
          if (performance.now() - started > 15_000) throw new Error("no alert came");
          await sleep(50);
        }
        expect((await firedFor(id)).alerts).toEqual(["50 INCLUDED 9/10", "75 INCLUDED 9/10", "90 MAILED 9/10"]);
      }
    } finally {
      await Promise.all(nodes.map((node) => node.close()));
    }
  });

  it("of a process that died are found by the walk, also when their window has ended since", async () => {
    const [running, over] = [await tenant(10), await tenant(10)];
    await spend(mute, running, 8);
    await spend(mute, over, 8, { occurredAt: mute.quota.engine.clock.now() - 600_000 });
    await ask(
      database,
      `update usage_window set ends_at = business_now() - interval '1 minute' from usage_fence f where f.id = fence_id and f.organization_id = $1`,
      [over],
    );
    const line = await sweepAlertsJob(as(running), null);
    expect(line).toMatch(/alerts in \d+ windows, as of 20/);
    expect((await firedFor(running)).alerts).toEqual(["50 INCLUDED 8/10", "75 MAILED 8/10"]);
    expect(await firedFor(over)).toMatchObject({ alerts: ["50 WINDOW_OVER 8/10", "75 WINDOW_OVER 8/10"], mails: [] });
    expect(await sweepAlertsJob(as(running), line)).toMatch(/^0 alerts/);
  });

  it("fire when a limit is lowered below what is used, and stay as they are when it is raised", async () => {
    const id = await tenant(100);
    const override = (amount: number) =>
      a.changeAllowance(id, async (tx) => {
        await tx.$executeRaw`update entitlement_override set revoked_at = business_now() where organization_id = ${id} and revoked_at is null`;
        await tx.$executeRaw`insert into entitlement_override (id, organization_id, meter_slug, "window", amount, reason, author, created_at) values (${newId("override")}, ${id}, 'api_calls', 'LIFETIME', ${amount}, 'test', 'test', business_now())`;
      });
    await spend(a, id, 40);
    await override(50);
    await sweepQuota(a);
    expect((await firedFor(id)).alerts).toEqual(["50 INCLUDED 40/50", "75 MAILED 40/50"]);
    await override(1_000);
    await spend(a, id, 500);
    await sweepQuota(a);
    expect((await firedFor(id)).alerts).toHaveLength(2);
    await spend(a, id, 360);
    await sweepQuota(a);
    expect((await firedFor(id)).alerts).toEqual(["50 INCLUDED 40/50", "75 MAILED 40/50", "90 MAILED 900/1000"]);
  });

  it("of test environments send no mail, and nothing to use up never alerts", async () => {
    const id = await tenant(10);
    await spend(a, id, 10, { environment: "DEV" });
    const nothing = await tenant(0);
    await spend(a, nothing, 1);
    await sweepQuota(a);
    expect(await firedFor(id)).toMatchObject({ events: ["50", "75", "90", "100"], mails: [] });
    expect((await firedFor(id)).alerts[3]).toBe("100 NOT_PROD 10/10");
    expect((await firedFor(nothing)).alerts).toEqual([]);
  });

  it("of metered allowances fire as well, beyond the allowance no more than once", async () => {
    const id = await tenant(10, { policy: "METERED" });
    await spend(a, id, 25);
    await sweepQuota(a);
    await spend(a, id, 25);
    await sweepQuota(a);
    expect((await firedFor(id)).events).toEqual(["50", "75", "90", "100"]);
  });

  it("cannot be written of usage that has not passed them, nor changed", async () => {
    await expect(ask(database, `update usage_alert set used = 0`)).rejects.toThrow(/append-only/);
    await expect(
      ask(
        database,
        `insert into usage_alert (window_id, threshold, organization_id, fired_at, used, limit_units, notice)
         select w.id, 90, f.organization_id, now(), 89, 100, 'MAILED' from usage_window w join usage_fence f on f.id = w.fence_id where not exists (select from usage_alert x where x.window_id = w.id) limit 1`,
      ),
    ).rejects.toThrow(/usage_alert_passed/);
  });
});

describe("preferences", () => {
  it("say who is told of which thresholds; the rest fires all the same", async () => {
    const id = await tenant(100);
    await setAlertPreferences(as(id), {
      thresholds: [50, 90],
      recipients: [" Ops@Acme.example ", "cto@acme.example"],
      muted: false,
    });
    expect(await readAlertPreferences(as(id))).toEqual({
      thresholds: [50, 90],
      recipients: ["ops@acme.example", "cto@acme.example"],
      muted: false,
      reaches: ["ops@acme.example", "cto@acme.example"],
    });
    await spend(a, id, 80);
    await sweepQuota(a);
    await setAlertPreferences(as(id), { thresholds: [50, 90], recipients: [], muted: true });
    await spend(a, id, 20);
    await sweepQuota(a);
    expect(await firedFor(id)).toEqual({
      alerts: ["50 MAILED 80/100", "75 SWITCHED_OFF 80/100", "90 MUTED 100/100", "100 MUTED 100/100"],
      events: ["50", "75", "90", "100"],
      mails: ["ops@acme.example 50", "cto@acme.example 50"],
    });
    const history = await listAlerts(as(id));
    expect(history.map((alert) => [alert.threshold, alert.notice])).toEqual([
      [100, "MUTED"],
      [90, "MUTED"],
      [75, "SWITCHED_OFF"],
      [50, "MAILED"],
    ]);
  });

  it("are journaled without addresses, and once for each change", async () => {
    const id = await tenant(10);
    const wanted = { thresholds: [100], recipients: ["ops@acme.example"], muted: false };
    await setAlertPreferences(as(id), wanted);
    await setAlertPreferences(as(id), wanted);
    const rows = await ask(
      database,
      `select action, "before", "after" from audit.journal_entry where organization_id = $1`,
      [id],
    );
    expect(rows).toEqual([
      {
        action: "alert_preferences.set",
        before: { thresholds: [50, 75, 90, 100], recipients: 0, muted: false },
        after: { thresholds: [100], recipients: 1, muted: false },
      },
    ]);
  });

  it("are refused field by field", async () => {
    const id = await tenant(10);
    const fine = { thresholds: [50], recipients: [], muted: false };
    for (const [wrong, pointer] of [
      [{ ...fine, thresholds: [60] }, "/thresholds"],
      [{ ...fine, recipients: ["nobody"] }, "/recipients"],
      [{ ...fine, recipients: ["a@b.example, c@d.example"] }, "/recipients"],
      [{ ...fine, recipients: Array.from({ length: 11 }, (_, i) => `p${i}@acme.example`) }, "/recipients"],
    ] as const)
      await expect(setAlertPreferences(as(id), wrong)).rejects.toMatchObject({ fields: [{ pointer }] });
  });
});

describe("mail", () => {
  it("lands in the mailbox once, in words, though its delivery is repeated", async () => {
    const id = await tenant(10, { policy: "METERED" });
    await spend(a, id, 10);
    await sweepQuota(a);
    const mails = () =>
      ask<{ id: string; subject: string; html: string; plain: string }>(
        database,
        `select id, subject, html, plain from mailbox_message where organization_id = $1`,
        [id],
      );
    while ((await deliverOutbox(weir.system(), 50)) > 0);
    const [mail] = await mails();
    expect(mail?.subject).toBe(`${id} has used up its api_calls`);
    for (const text of [mail?.html, mail?.plain]) {
      expect(text).toContain("10 of 10 units");
      expect(text).toContain("billed at $3.00 for each started 1,000 units");
      expect(text).toContain("/alerts");
    }
    await ask(database, `update outbox_message set processed_at = null, available_at = now() where id = $1`, [
      mail?.id,
    ]);
    while ((await deliverOutbox(weir.system(), 50)) > 0);
    expect(await mails()).toHaveLength(1);
  });

  it("to try the way out goes to everybody an alert would reach, once within half a minute", async () => {
    const id = await tenant(10);
    const [first, second] = await Promise.allSettled([sendTestAlert(as(id)), sendTestAlert(as(id))]);
    expect([first.status, second.status].sort()).toEqual(["fulfilled", "rejected"]);
    expect((await firedFor(id)).mails).toEqual(["ops@acme.example 50"]);
    expect((await firedFor(id)).alerts).toEqual([]);
    const alone = await tenant(10, { email: null });
    await expect(sendTestAlert(as(alone))).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("finds owners and admins where no address was chosen", async () => {
    await weir.seedCatalog();
    const { organization, email } = await weir.person("Rosa");
    expect((await readAlertPreferences(as(organization.id))).reaches).toEqual([email]);
  });
});
