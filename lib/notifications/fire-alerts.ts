import type { World } from "@/lib/context";
import { readFacts, resolve, type Entitlements } from "@/lib/entitlements";
import { passedThresholds, type Threshold } from "@/lib/kernel/quantity";
import type { Instant } from "@/lib/kernel/time";
import { inTransaction, sqlOf, type Tx } from "@/lib/platform/db";
import { orderMail } from "@/lib/platform/mail";
import { emit } from "@/lib/platform/outbox";
import {
  committedUse,
  finiteWindowsOf,
  finiteWindowsPage,
  type CommittedUse,
  type FenceName,
  type WindowKeyset,
} from "@/lib/quota";
import { getOrganization, listMembers, type Member, type Organization } from "@/lib/tenancy";
import { alertOnWire } from "./alert-event";
import { USAGE_ALERT_MAIL, type Notice } from "./model";
import { isNews, notices } from "./rules/notices";
import { recipientsOf } from "./rules/recipients";
import { firedIn, insertAlerts, preferencesOf } from "./store";
import { usageAlertMail } from "./usage-alert-mail";

/** What firing needs of the world. */
export type Firing = Pick<World, "db" | "env" | "log">;

/**
 * Fires what is due under these fences. Returns how many alerts fired. Safe at any time and by anybody at once. Throws, after
 * all others have fired, when one could not.
 */
export async function fireAlerts(world: Firing, fences: readonly FenceName[]): Promise<number> {
  const { fired, failed } = await fireDue(world, await finiteWindowsOf(sqlOf(world.db), fences));
  if (failed > 0) throw new Error(`${failed} windows could not be told of`);
  return fired;
}

const PAGE = 200;

/**
 * Walks all finite allowances that run now or have ended since `since`, and fires what a process that died has left
 * behind. One failing tenant does not hold up the others. Returns how many windows it looked at, how many alerts fired, and
 * in how many windows they could not.
 */
export async function sweepAlerts(world: Firing, since: Instant): Promise<{ looked: number } & Fired> {
  const sum = { looked: 0, fired: 0, failed: 0 };
  let after: WindowKeyset | null = null;
  for (;;) {
    const page: WindowKeyset[] = await finiteWindowsPage(sqlOf(world.db), { since, after, limit: PAGE });
    const { fired, failed } = await fireDue(
      world,
      page.map((window) => window.id),
    );
    sum.looked += page.length;
    sum.fired += fired;
    sum.failed += failed;
    after = page.at(-1) ?? null;
    if (page.length < PAGE) return sum;
  }
}

interface Fired {
  readonly fired: number;
  readonly failed: number;
}

async function fireDue(world: Firing, windowIds: readonly number[]): Promise<Fired> {
  const fired = await firedIn(world.db, windowIds);
  // Who has passed the whole allowance has passed everything: most windows at their end need no sum.
  const open = windowIds.filter((id) => !fired.get(id)?.has(100));
  const sum = { fired: 0, failed: 0 };
  for (const use of await committedUse(sqlOf(world.db), open)) {
    if (!isNews(use)) continue;
    const due = passedThresholds(use.used, use.allowance).filter((each) => !fired.get(use.windowId)?.has(each));
    if (due.length === 0) continue;
    try {
      sum.fired += await fireOne(world, use, due);
    } catch (error) {
      sum.failed += 1;
      world.log.warn(
        { err: error, organizationId: use.organizationId, meter: use.meter },
        "an alert could not be fired",
      );
    }
  }
  return sum;
}

/** What a mail about an organization's usage is written from. */
interface About {
  readonly organization: Organization;
  readonly members: readonly Member[];
  readonly entitlements: Entitlements;
}

/** Fires the alerts of one window that are due and that nobody else has fired meanwhile. Returns how many. */
async function fireOne(world: Firing, use: CommittedUse, due: readonly Threshold[]): Promise<number> {
  const about = await readAbout(world, use);
  return inTransaction(world.db, async (tx) => {
    const preferences = await preferencesOf(tx, use.organizationId);
    const recipients = recipientsOf(preferences, about.organization, about.members);
    const alerts = notices({
      due,
      preferences,
      live: use.environment === "PROD",
      windowOver: use.end <= use.now,
      recipients: recipients.length,
    });
    const fresh = await insertAlerts(tx, use, alerts);
    const fired = alerts.filter(({ threshold }) => fresh.has(threshold));
    for (const { threshold } of fired) {
      const type = threshold === 100 ? "quota.exhausted" : "quota.warning";
      await emit(tx, type, use.organizationId, alertOnWire(use, threshold));
    }
    await orderMails(tx, world, use, about, recipients, fired);
    return fired.length;
  });
}

async function orderMails(
  tx: Tx,
  world: Firing,
  use: CommittedUse,
  about: About,
  recipients: readonly string[],
  fired: readonly { threshold: Threshold; notice: Notice }[],
): Promise<void> {
  const mailed = fired.find(({ notice }) => notice === "MAILED");
  if (!mailed) return;
  const model = usageAlertMail(world.env.WEIR_URL, use, mailed.threshold, about);
  // One mail for each address: another attempt at one must not reach the others twice.
  for (const to of recipients)
    await orderMail(tx, use.organizationId, { to, kind: USAGE_ALERT_MAIL, model: { ...model } });
}

async function readAbout(world: Firing, use: CommittedUse): Promise<About> {
  const [organization, members, facts] = await Promise.all([
    getOrganization(world, use.organizationId),
    listMembers(world, use.organizationId),
    readFacts(sqlOf(world.db), use.organizationId),
  ]);
  return {
    organization,
    members,
    entitlements: resolve(use.organizationId, facts, use.now, world.env.PAST_DUE_GRACE_DAYS),
  };
}
