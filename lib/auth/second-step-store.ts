import { dateOf, instant, type Instant } from "@/lib/kernel/time";
import type { DbOrTx, Tx } from "@/lib/platform/db";

/** A person's second step as it is kept. Moments are security time. */
export interface StoredSecondStep {
  readonly userId: string;
  /** Encrypted. */
  readonly secret: string;
  /** Null while it is only proposed: then nothing asks for it. */
  readonly enabledAt: Instant | null;
}

export async function secondStepOf(db: DbOrTx, userId: string): Promise<StoredSecondStep | null> {
  const row = await db.secondStep.findUnique({ where: { userId } });
  return row && { userId, secret: row.secret, enabledAt: row.enabledAt && instant(row.enabledAt) };
}

/** Whose second step is asked for after the password of this address; null where none is. */
export async function personWithSecondStep(db: DbOrTx, email: string): Promise<string | null> {
  const row = await db.secondStep.findFirst({
    where: { user: { email }, enabledAt: { not: null } },
    select: { userId: true },
  });
  return row?.userId ?? null;
}

/** Keeps what is proposed in the place of an earlier proposal; false where one is in force. */
export async function putProposal(tx: Tx, userId: string, secret: string, at: Instant): Promise<boolean> {
  const proposed = { secret, proposedAt: dateOf(at) };
  await tx.secondStep.createMany({ data: [{ userId, ...proposed }], skipDuplicates: true });
  return (await tx.secondStep.updateMany({ where: { userId, enabledAt: null }, data: proposed })).count === 1;
}

/** Puts the proposal into force that was read; false when another one took its place. */
export async function enableProposal(tx: Tx, seen: StoredSecondStep, step: number, at: Instant): Promise<boolean> {
  const { userId, secret } = seen;
  const data = { enabledAt: dateOf(at), lastStep: BigInt(step) };
  return (await tx.secondStep.updateMany({ where: { userId, secret, enabledAt: null }, data })).count === 1;
}

/** Takes a step of the app; false when it, or a later one, was taken before. */
export async function takeStep(db: DbOrTx, userId: string, step: number): Promise<boolean> {
  const where = { userId, enabledAt: { not: null }, lastStep: { lt: BigInt(step) } };
  return (await db.secondStep.updateMany({ where, data: { lastStep: BigInt(step) } })).count === 1;
}

export async function insertRecoveryCodes(tx: Tx, userId: string, hashes: readonly string[]): Promise<void> {
  await tx.recoveryCode.createMany({ data: hashes.map((codeHash) => ({ userId, codeHash })) });
}

/** Takes a recovery code; false for one that was used, and for what never was one. */
export async function takeRecoveryCode(db: DbOrTx, userId: string, codeHash: string, at: Instant): Promise<boolean> {
  const where = { userId, codeHash, usedAt: null };
  return (await db.recoveryCode.updateMany({ where, data: { usedAt: dateOf(at) } })).count === 1;
}

export const countRecoveryCodes = (db: DbOrTx, userId: string): Promise<number> =>
  db.recoveryCode.count({ where: { userId, usedAt: null } });

/** Takes a second step that is in force away with its recovery codes; false when there was none. */
export const deleteSecondStep = async (tx: Tx, userId: string): Promise<boolean> =>
  (await tx.secondStep.deleteMany({ where: { userId, enabledAt: { not: null } } })).count === 1;
