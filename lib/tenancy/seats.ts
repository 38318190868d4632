import type { Ctx } from "@/lib/context";
import { readFacts, resolve } from "@/lib/entitlements";
import { AppError } from "@/lib/kernel/errors";
import { businessNow, securityNow } from "@/lib/platform/clock";
import { sqlOf, type DbOrTx, type Tx } from "@/lib/platform/db";
import { holdLevel, settleLevel } from "@/lib/quota";
import { seatLimitReached } from "./errors";
import { openSeatsOffered } from "./invitations/store";
import type { Seats } from "./model";
import { seatsLeft } from "./rules/seats";
import { seatCures } from "./seat-cures";
import { countSeats } from "./store";

/** The meter that a catalog bounds seats by: a level. A catalog without it sells no seats, and nothing bounds them. */
export const SEATS_METER = "seats";

/** Where the seats of an organization stand, by its members and its plan. */
export async function readSeats(ctx: Pick<Ctx, "db" | "env">, organizationId: string): Promise<Seats> {
  const [limit, used, invited] = await Promise.all([
    seatLimit(ctx, ctx.db, organizationId),
    countSeats(ctx.db, organizationId),
    openSeatsOffered(ctx.db, organizationId, securityNow(), null),
  ]);
  return { used, invited, limit };
}

/** How many seats the plan gives; null where it names none or is unlimited. */
async function seatLimit(ctx: Pick<Ctx, "env">, db: DbOrTx, organizationId: string): Promise<number | null> {
  const sql = sqlOf(db);
  const facts = await readFacts(sql, organizationId);
  const { limits } = resolve(organizationId, facts, await businessNow(sql), ctx.env.PAST_DUE_GRACE_DAYS);
  return limits.find(({ meter }) => meter === SEATS_METER)?.limit ?? null;
}

/** The seats of an organization inside a transaction that changes who belongs to it. */
export interface HeldSeats {
  /** Reports what is taken now. Throws LIMIT_EXCEEDED when somebody has come in for whom there is no seat. */
  settle(change: "came" | "went"): Promise<void>;
}

/**
 * Takes the fence of the organization's seats: two who come in at once take turns, and so does a change of the plan. Must
 * come first in the transaction. Whoever goes is never held back, whatever the limit has become.
 */
export async function holdSeats(tx: Tx, ctx: Ctx, organizationId: string): Promise<HeldSeats> {
  const level = await holdLevel(ctx, tx, { organizationId, environment: "PROD", meter: SEATS_METER });
  return {
    async settle(change) {
      const taken = await countSeats(tx, organizationId);
      await settleLevel(level, taken, change, (limit) => seatLimitReached({ used: taken - 1, limit }, 1));
    },
  };
}

/**
 * Reports the seats that are taken, inside a transaction that has made the organization: its usage shows them from the
 * first moment on. Refuses nobody; what is above the limit is not told.
 */
export const reportFirstSeats = async (tx: Tx, ctx: Ctx, organizationId: string): Promise<void> =>
  (await holdSeats(tx, ctx, organizationId)).settle("went");

/**
 * Throws LIMIT_EXCEEDED unless so many more could come in besides those who are invited already. A look, not a promise:
 * what counts is the seat that is free when somebody accepts.
 */
export async function requireSeatsFor(
  tx: Tx,
  ctx: Ctx,
  organizationId: string,
  wanted: { readonly more: number; readonly except?: string },
): Promise<void> {
  const { more, except = null } = wanted;
  if (more === 0) return;
  const limit = await seatLimit(ctx, tx, organizationId);
  const offered = await openSeatsOffered(tx, organizationId, securityNow(), except);
  const used = (await countSeats(tx, organizationId)) + offered;
  if (limit !== null && !seatsLeft({ used, limit }, more)) throw seatLimitReached({ used, limit }, more);
}

/** Runs work that may find no seat free, and says with that refusal how there would be more. */
export async function withSeatCure<T>(ctx: Ctx, organizationId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "LIMIT_EXCEEDED" || error.details.meter !== SEATS_METER)
      throw error;
    throw await withCure(ctx, organizationId, error);
  }
}

/** A cure is a kindness: that it could not be found must not hide the refusal. */
async function withCure(ctx: Ctx, organizationId: string, refusal: AppError): Promise<AppError> {
  try {
    const { limit, current, needed } = refusal.details;
    const wanted = Number(current) + Number(needed);
    const cures = await seatCures(ctx, organizationId, { meter: SEATS_METER, limit: Number(limit), wanted });
    const [first] = cures;
    const ways = first ? { upgradeHint: first.hint, upgradeUrl: first.url, cures } : {};
    return new AppError(refusal.code, refusal.message, { details: { ...refusal.details, ...ways } });
  } catch (error) {
    ctx.log.warn({ err: error, organizationId }, "no cure could be found for taken seats");
    return refusal;
  }
}
