import type { Command } from "commander";
import { removeOverride, setOverride, type Override, type OverrideSubject } from "@/lib/billing";
import { listOverrides, type LimitPolicy, type OverrideFacts, type WindowKind } from "@/lib/entitlements";
import { businessNow } from "@/lib/platform/clock";
import { sqlOf } from "@/lib/platform/db";
import { isoOrNull, words } from "../print";
import { previewOverride, subjectText } from "../override-preview";
import { momentOf, oneOf, trueOrFalse, wholeNumber } from "../reading";
import { inSession } from "../session";
import { usageError } from "../stop";

interface Subject {
  readonly feature?: string;
  readonly meter?: string;
  readonly window?: WindowKind;
}

interface NewOverride extends Subject {
  readonly reason: string;
  readonly enabled?: boolean;
  readonly amount?: number;
  readonly unlimited?: boolean;
  readonly removed?: boolean;
  readonly policy?: LimitPolicy;
  readonly overageAmount?: number;
  readonly overagePer?: number;
  readonly expires?: string;
}

const windowOf = oneOf("DAY", "MONTH", "BILLING_PERIOD", "LIFETIME");

function subjectOf({ feature, meter, window }: Subject): OverrideSubject {
  const aboutFeature = feature !== undefined;
  if (
    aboutFeature === (meter !== undefined || window !== undefined) ||
    (!aboutFeature && (meter === undefined || window === undefined))
  ) {
    throw usageError(
      "Name what the exception is about: --feature SLUG, or --meter SLUG with --window day|month|billing-period|lifetime.",
    );
  }
  return { ...(feature ? { feature } : {}), ...(meter ? { meter } : {}), ...(window ? { window } : {}) };
}

function overrideOf(options: NewOverride, now: number): Override {
  const { reason, enabled, amount, unlimited, removed, policy, overageAmount, overagePer, expires } = options;
  if ((overageAmount === undefined) !== (overagePer === undefined))
    throw usageError("--overage-amount and --overage-per belong together.");
  return {
    ...subjectOf(options),
    reason,
    ...(enabled === undefined ? {} : { enabled }),
    ...(amount === undefined ? {} : { amount }),
    ...(unlimited ? { unlimited } : {}),
    ...(removed ? { removed } : {}),
    ...(policy === undefined ? {} : { policy }),
    ...(overageAmount === undefined || overagePer === undefined
      ? {}
      : { overage: { amount: String(overageAmount), per: String(overagePer) } }),
    ...(expires === undefined ? {} : { expiresAt: momentOf(expires, now, "--expires") }),
  };
}

const overrideView = (one: OverrideFacts) => ({
  id: one.id,
  subject: subjectText({
    ...(one.feature ? { feature: one.feature } : {}),
    ...(one.meter ? { meter: one.meter } : {}),
    ...(one.window ? { window: one.window } : {}),
  }),
  gives: givesText(one),
  reason: one.reason,
  author: one.author,
  createdAt: isoOrNull(one.createdAt),
  expiresAt: isoOrNull(one.expiresAt),
});

function givesText(one: OverrideFacts): string {
  if (one.removed) return "nothing: it is removed";
  if (one.feature !== null) return one.enabled ? "on" : "off";
  const amount = one.unlimited ? "unlimited" : one.amount === null ? "the plan's amount" : String(one.amount);
  return one.policy ? `${amount}, ${words(one.policy)}` : amount;
}

/** `weir override …` */
export function addOverrideVerbs(program: Command): void {
  const override = program.command("override").description("exceptions from the plan, for one organization");
  override
    .command("set <organization>")
    .description("write an exception; it holds from the answer on")
    .requiredOption("--reason <text>", "kept in the journal")
    .option("--feature <slug>", "a feature, with --enabled")
    .option("--enabled <value>", "true or false", trueOrFalse)
    .option("--meter <slug>", "a meter, with --window and a value")
    .option("--window <window>", "day, month, billing-period or lifetime", windowOf)
    .option("--amount <units>", "so many units", wholeNumber)
    .option("--unlimited", "without end")
    .option("--removed", "as if the plan did not have it")
    .option("--policy <policy>", "hard-stop or metered", oneOf("HARD_STOP", "METERED"))
    .option("--overage-amount <minor>", "beyond the limit: minor units of the plan's currency …", wholeNumber)
    .option("--overage-per <units>", "… for each started so many units", wholeNumber)
    .option("--expires <when>", "a time, or a span such as 30d; never when absent")
    .action(
      inSession<NewOverride>("operator:write", async (session, [reference = ""], options) => {
        const organization = await session.organization(reference);
        const ctx = session.as(organization.id);
        const wanted = overrideOf(options, await businessNow(sqlOf(ctx.db)));
        const preview = await previewOverride(ctx, organization.id, subjectOf(options), wanted);
        const until = wanted.expiresAt === undefined ? "" : ` until ${isoOrNull(wanted.expiresAt)}`;
        await session.aboutTo(
          `give ${organization.name} an exception, ${preview.subject}: ${preview.before} → ${preview.after}${until}`,
          { ask: true },
        );
        const id = await setOverride(ctx, organization.id, wanted);
        session.print.done(
          { id, ...preview, expiresAt: isoOrNull(wanted.expiresAt) },
          `${preview.subject} of ${organization.name}: ${preview.after}${until}.`,
        );
      }),
    );
  override
    .command("show <organization>")
    .description("the exceptions that hold now")
    .action(
      inSession("operator:read", async (session, [reference = ""]) => {
        const organization = await session.organization(reference);
        const views = (await listOverrides(session.as(organization.id), organization.id)).map(overrideView);
        session.print.list(
          views,
          [
            ["about", (row) => row.subject],
            ["gives", (row) => row.gives],
            ["until", (row) => row.expiresAt?.slice(0, 16).replace("T", " ")],
            ["by", (row) => row.author],
            ["reason", (row) => row.reason],
          ],
          `${organization.name} has no exceptions: its plan holds.`,
        );
      }),
    );
  override
    .command("remove <organization>")
    .description("end an exception, so that the plan speaks again")
    .requiredOption("--reason <text>", "kept in the journal")
    .option("--feature <slug>")
    .option("--meter <slug>")
    .option("--window <window>", "day, month, billing-period or lifetime", windowOf)
    .action(
      inSession<Subject & { reason: string }>("operator:write", async (session, [reference = ""], options) => {
        const organization = await session.organization(reference);
        const ctx = session.as(organization.id);
        const subject = subjectOf(options);
        const preview = await previewOverride(ctx, organization.id, subject, null);
        await session.aboutTo(
          `end the exception of ${organization.name} about ${preview.subject}: ${preview.before} → ${preview.after}`,
          { ask: true },
        );
        const id = await removeOverride(ctx, organization.id, subject, options.reason);
        session.print.done(
          { id, ...preview },
          `${preview.subject} of ${organization.name}: ${preview.after}, as the plan says.`,
        );
      }),
    );
}
