import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { conflict, invalid, required, type FieldError } from "@/lib/kernel/errors";
import { THRESHOLDS, type Threshold } from "@/lib/kernel/quantity";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import { businessNow } from "@/lib/platform/clock";
import { orderMail } from "@/lib/platform/mail";
import { readStanding } from "@/lib/quota";
import { getOrganization, listMembers } from "@/lib/tenancy";
import { FOREVER } from "@/lib/kernel/time";
import { USAGE_ALERT_MAIL, type AlertPreferences } from "./model";
import { recipientsOf } from "./rules/recipients";
import { preferencesOf, savePreferences, testedWithin } from "./store";
import { usageAlertMail } from "./usage-alert-mail";

const MAX_RECIPIENTS = 10;
const MAX_ADDRESS = 255;
/** One @, something before it, a dot behind it, no blank: what a mail server will surely refuse is refused here. */
const ADDRESS = /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+$/;
const TEST_EVERY_SECONDS = 30;

/** What a caller wants; addresses are taken in lower case, each once. */
export interface WantedPreferences {
  readonly thresholds: readonly number[];
  readonly recipients: readonly string[];
  readonly muted: boolean;
}

/**
 * Says who is told of the organization's alerts, and of which. VALIDATION_ERROR names each wrong field. Setting the same
 * again changes nothing. Journaled, without the addresses.
 */
export async function setAlertPreferences(ctx: Ctx, wanted: WantedPreferences): Promise<AlertPreferences> {
  const organizationId = required(ctx.organization, "the organization whose alerts are set");
  const after = checkedPreferences(wanted);
  return inTransaction(ctx.db, async (tx) => {
    const before = await preferencesOf(tx, organizationId);
    if (JSON.stringify(before) === JSON.stringify(after)) return before;
    await savePreferences(tx, organizationId, after);
    await record(tx, ctx, "alert_preferences.set", {
      entity: { type: "alert_preferences", id: organizationId },
      before: withoutAddresses(before),
      after: withoutAddresses(after),
    });
    return after;
  });
}

/** The preferences that stand, and the addresses that they come to. */
export async function readAlertPreferences(
  ctx: Ctx,
): Promise<AlertPreferences & { readonly reaches: readonly string[] }> {
  const organizationId = required(ctx.organization, "the organization whose alerts are read");
  const [preferences, organization, members] = await Promise.all([
    preferencesOf(ctx.db, organizationId),
    getOrganization(ctx, organizationId),
    listMembers(ctx, organizationId),
  ]);
  return { ...preferences, reaches: recipientsOf(preferences, organization, members) };
}

/**
 * Orders a mail like that of an alert to everybody an alert would reach, marked as a test; also while alerts are muted.
 * Returns the addresses. CONFLICT without a finite allowance, without anybody to reach, or within seconds of the last test.
 */
export async function sendTestAlert(ctx: Ctx): Promise<readonly string[]> {
  const organizationId = required(ctx.organization, "the organization that tests its alerts");
  const [{ reaches }, organization, standing] = await Promise.all([
    readAlertPreferences(ctx),
    getOrganization(ctx, organizationId),
    readStanding(ctx, organizationId, "PROD"),
  ]);
  const limit = standing.limits.find((each) => each.limit !== null && each.limit > 0);
  if (!limit || limit.limit === null)
    throw conflict("The plan has no finite allowance, so no alert will ever be sent.");
  if (reaches.length === 0) throw conflict("Nobody would be reached. Name a recipient first.");
  const allowance = limit.limit;
  return inTransaction(ctx.db, async (tx) => {
    if (await testedWithin(tx, organizationId, TEST_EVERY_SECONDS))
      throw conflict("A test mail was sent just now. Look whether it has arrived before you send another.");
    const use = {
      ...limit,
      allowance,
      start: limit.startsAt,
      end: limit.resetsAt ?? FOREVER,
      now: await businessNow(sqlOf(tx)),
      spend: null,
    };
    const model = usageAlertMail(
      ctx.env.WEIR_URL,
      use,
      50,
      { organization, entitlements: standing.entitlements },
      true,
    );
    for (const to of reaches) await orderMail(tx, organizationId, { to, kind: USAGE_ALERT_MAIL, model: { ...model } });
    return reaches;
  });
}

function checkedPreferences({ thresholds, recipients, muted }: WantedPreferences): AlertPreferences {
  const faults: FieldError[] = [];
  const known: Threshold[] = THRESHOLDS.filter((threshold) => thresholds.includes(threshold));
  if (known.length !== new Set(thresholds).size)
    faults.push({ pointer: "/thresholds", code: "unknown", message: `Choose from ${THRESHOLDS.join(", ")} percent.` });
  const addresses = [...new Set(recipients.map((each) => each.trim().toLowerCase()).filter((each) => each !== ""))];
  if (addresses.length > MAX_RECIPIENTS)
    faults.push({ pointer: "/recipients", code: "too_many", message: `Name at most ${MAX_RECIPIENTS} addresses.` });
  for (const address of addresses)
    if (!ADDRESS.test(address) || address.length > MAX_ADDRESS)
      faults.push({
        pointer: "/recipients",
        code: "invalid_address",
        message: `${address.slice(0, 100)} is not an e-mail address.`,
        fix: "Write one address a line, such as ops@example.com.",
      });
  if (faults.length > 0) throw invalid(faults);
  return { thresholds: known, recipients: addresses, muted };
}

const withoutAddresses = ({ thresholds, recipients, muted }: AlertPreferences) => ({
  thresholds,
  recipients: recipients.length,
  muted,
});
