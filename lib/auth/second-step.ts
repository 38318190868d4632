import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { conflict, invalid, type FieldError } from "@/lib/kernel/errors";
import { iso, type Instant } from "@/lib/kernel/time";
import { securityNow } from "@/lib/platform/clock";
import { decrypt, encrypt, randomSecret } from "@/lib/platform/crypto";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { orderMail } from "@/lib/platform/mail";
import { countCodeAttempt, countSignInAttempt, forgiveCodeAttempts, forgiveSignInAttempts } from "./attempts";
import { base32, CODE_SECRET_BYTES, otpauthUri, stepOfCode } from "./one-time-code";
import { newRecoveryCodes, recoveryHash } from "./recovery-codes";
import {
  countRecoveryCodes,
  deleteSecondStep,
  enableProposal,
  insertRecoveryCodes,
  putProposal,
  secondStepOf,
  takeRecoveryCode,
  takeStep,
} from "./second-step-store";
import { endSessionsOf } from "./sessions";
import { passwordOf } from "./store";
import { verifyPassword } from "./password";
import { readCode } from "./typed-code";

/** Kind of the mail that tells a person that his second step was switched on or off. */
export const SECOND_STEP_MAIL = "second_step";

/** What that mail is about. */
export interface SecondStepMail {
  readonly on: boolean;
  /** Whether an operator took it away for somebody who could not sign in. */
  readonly byOperator: boolean;
  readonly at: string;
  readonly ip: string | null;
  readonly profileUrl: string;
}

/** The person whose second step it is, in the browser where he sits. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly sessionId: string;
}

/** What an app is given, once as text and once as the address that a picture of it carries. */
export interface ProposedSecondStep {
  readonly secret: string;
  readonly uri: string;
}

export interface SecondStepStanding {
  readonly enabledAt: Instant;
  /** Recovery codes that were not used. */
  readonly recoveryCodesLeft: number;
}

/** How a person's second step stands; null where none is asked for. */
export async function secondStepStanding(ctx: Pick<Ctx, "db">, userId: string): Promise<SecondStepStanding | null> {
  const stored = await secondStepOf(ctx.db, userId);
  if (!stored || stored.enabledAt === null) return null;
  return { enabledAt: stored.enabledAt, recoveryCodesLeft: await countRecoveryCodes(ctx.db, userId) };
}

/**
 * Proposes a second step: a new secret for an app, which counts for nothing until `enableSecondStep` was given a code of it.
 * Repeating it makes another, and the one before is forgotten. CONFLICT where one is in force.
 */
export async function proposeSecondStep(ctx: Ctx, person: Person): Promise<ProposedSecondStep> {
  const secret = randomSecret(CODE_SECRET_BYTES);
  const sealed = encrypt(ctx.env.ENCRYPTION_KEY, Buffer.from(secret).toString("base64"));
  const kept = await inTransaction(ctx.db, (tx) => putProposal(tx, person.id, sealed, securityNow()));
  if (!kept) throw isOn();
  return { secret: base32(secret), uri: otpauthUri(secret, person.email) };
}

/**
 * Puts the proposed second step into force, for a code of it: from the next sign-in on it is asked for. Signs the person out in
 * every other browser, tells him by mail, and gives ten recovery codes, which are never shown again. Guesses are counted as at
 * the sign-in. Throws VALIDATION_ERROR, RATE_LIMIT_EXCEEDED, and CONFLICT where nothing was proposed or one is in force.
 */
export async function enableSecondStep(ctx: Ctx, input: { person: Person; code: string }): Promise<readonly string[]> {
  const { person } = input;
  const ip = ctx.actor.ip ?? "unknown";
  await countCodeAttempt(ctx, person.id, ip);
  const stored = await secondStepOf(ctx.db, person.id);
  if (stored?.enabledAt) throw isOn();
  if (!stored) throw conflict("Nothing was set up yet. Begin again.");
  const code = readCode(input.code);
  const now = securityNow();
  const step = code?.kind === "app" ? stepOfCode(secretOf(ctx, stored.secret), code.text, now) : null;
  if (step === null) throw invalid([wrongCode("Enter the six digits that the app shows now.")]);
  await forgiveCodeAttempts(ctx, person.id, ip);
  const codes = newRecoveryCodes();
  const hashes = codes.map((each) => recoveryHash(ctx.env, person.id, each.replace("-", "")));
  await inTransaction(ctx.db, async (tx) => {
    if (!(await enableProposal(tx, stored, step, now)))
      throw conflict("This was set up anew in another window. Use the newest entry of your app.");
    await insertRecoveryCodes(tx, person.id, hashes);
    await endSessionsOf(tx, ctx, person.id, person.sessionId);
    await tellOfSecondStep(tx, ctx, person.email, { on: true });
    await recordStep(tx, ctx, person.id, "user.second_step_enabled");
  });
  return codes;
}

/**
 * Takes the second step away, for the password and a code (of the app, or a recovery code). Tells the person by mail. Guesses
 * are counted as at the sign-in. Throws VALIDATION_ERROR naming the field, RATE_LIMIT_EXCEEDED, and CONFLICT where none is in force.
 */
export async function disableSecondStep(
  ctx: Ctx,
  input: { person: Person; password: string; code: string },
): Promise<void> {
  const { person, password, code } = input;
  const ip = ctx.actor.ip ?? "unknown";
  await countSignInAttempt(ctx, person.email, ip);
  await countCodeAttempt(ctx, person.id, ip);
  if (!(await secondStepStanding(ctx, person.id))) throw conflict("Your sign-in has no second step.");
  const known = await passwordOf(ctx.db, person.id);
  if (!known || !(await verifyPassword(known.password, password)))
    throw invalid([{ pointer: "/password", code: "mismatch", message: "This is not your password." }]);
  await forgiveSignInAttempts(ctx, person.email, ip);
  if ((await takeCode(ctx, person.id, code)) === null) throw invalid([wrongCode("Enter a code that is new.")]);
  await forgiveCodeAttempts(ctx, person.id, ip);
  await inTransaction(ctx.db, async (tx) => {
    if (!(await deleteSecondStep(tx, person.id))) throw conflict("Your sign-in has no second step.");
    await tellOfSecondStep(tx, ctx, person.email, { on: false });
    await recordStep(tx, ctx, person.id, "user.second_step_disabled");
  });
}

type CodeWorld = Pick<Ctx, "db" | "env">;

/**
 * Takes a code of a person: of the app, one step around now and later than every one taken before, or a recovery code. Each is
 * taken once, also by two at the same time. Null for what is no code of his now.
 */
export async function takeCode(world: CodeWorld, userId: string, typed: string): Promise<"app" | "recovery" | null> {
  const code = readCode(typed);
  const stored = code && (await secondStepOf(world.db, userId));
  if (!code || !stored || stored.enabledAt === null) return null;
  const now = securityNow();
  if (code.kind === "recovery") {
    const hash = recoveryHash(world.env, userId, code.text);
    return (await takeRecoveryCode(world.db, userId, hash, now)) ? "recovery" : null;
  }
  const step = stepOfCode(secretOf(world, stored.secret), code.text, now);
  return step !== null && (await takeStep(world.db, userId, step)) ? "app" : null;
}

const secretOf = ({ env }: Pick<Ctx, "env">, sealed: string): Uint8Array =>
  Buffer.from(decrypt(env.ENCRYPTION_KEY, sealed), "base64");

const isOn = () => conflict("Your sign-in has a second step already. Switch it off to set up another.");
const wrongCode = (fix: string): FieldError => ({
  ...{ pointer: "/code", code: "mismatch" },
  ...{ message: "This code does not match.", fix },
});

/** Orders that mail with the caller's transaction. */
export async function tellOfSecondStep(
  tx: Tx,
  ctx: Ctx,
  email: string,
  { on, byOperator = false }: { readonly on: boolean; readonly byOperator?: boolean },
): Promise<void> {
  const mail: SecondStepMail = {
    ...{ on, byOperator },
    at: iso(securityNow()),
    ip: ctx.actor.ip ?? null,
    profileUrl: new URL("/settings/profile", ctx.env.WEIR_URL).href,
  };
  await orderMail(tx, null, { to: email, kind: SECOND_STEP_MAIL, model: { ...mail } });
}

const recordStep = (tx: Tx, ctx: Ctx, userId: string, action: string): Promise<string> =>
  record(tx, ctx, action, { entity: { type: "user", id: userId }, organization: null });
