import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  changePassword,
  countSignInAttempt,
  disableSecondStep,
  enableSecondStep,
  finishSignIn,
  isPending,
  leave,
  listSessions,
  proposeSecondStep,
  resetSecondStep,
  secondStepStanding,
  sessionUser,
  signIn,
  type SessionCookie,
} from "@/lib/auth";
import { codeOfStep, stepAt } from "@/lib/auth/one-time-code";
import type { Ctx } from "@/lib/context";
import { queryJournal } from "@/lib/journal";
import { decrypt } from "@/lib/platform/crypto";
import { securityNow } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/db";
import { signUp } from "@/lib/tenancy";
import { forgetUser } from "@/lib/tenancy/store";
import { testDatabase } from "../support/database";
import { ask } from "../support/quota";
import { openGround, refusal, type Ground } from "./tenancy.fixture";

const HALF_A_MINUTE = 30_000;
const PASSWORD = "ada crosses the weir";

let ground: Ground;
let people = 0;
/** Security time of the test is real time, and on by so much. */
let ahead = 0;
const realNow = Date.now.bind(Date);
beforeAll(async () => void (ground = await openGround()));
afterAll(() => ground.close());
beforeEach(() => {
  ahead = 0;
  vi.spyOn(Date, "now").mockImplementation(() => realNow() + ahead);
});
afterEach(() => void vi.restoreAllMocks());

interface Ada {
  readonly id: string;
  readonly email: string;
  readonly sessionId: string;
  readonly ctx: Ctx;
  readonly ip: string;
}

const cookieOf = (cookies: readonly SessionCookie[]): string =>
  cookies
    .filter((cookie) => cookie.maxAge !== 0)
    .map(({ name, value }) => `${name}=${encodeURIComponent(value)}`)
    .join("; ");

/** Somebody new, at an address of his own: attempts are counted for both. */
async function ada(): Promise<Ada> {
  const [email, ip] = [`ada${++people}@example.com`, `198.51.100.${people}`];
  const { user } = await signUp(ground.ctx, { email, name: "Ada", password: PASSWORD });
  const ctx: Ctx = { ...at(ip), actor: { kind: "user", id: user.id, label: email, ip } };
  return { id: user.id, email, sessionId: "ses_of_nobody", ctx, ip };
}

/** The same in a browser, with the session that he has there. */
async function signedIn(person: Ada): Promise<Ada> {
  const outcome = await signIn(at(person.ip), { email: person.email, password: PASSWORD, ip: person.ip });
  if (!outcome.signedIn) throw new Error("the sign-in was refused");
  const session = await sessionUser(ground.ctx, new Headers({ cookie: cookieOf(outcome.cookies) }));
  return { ...person, sessionId: session?.sessionId ?? "" };
}
const at = (ip: string): Ctx => ({ ...ground.ctx, actor: { kind: "system", id: "visitor", label: "Visitor", ip } });

async function secretOf(userId: string): Promise<Uint8Array> {
  const [row] = await ask<{ secret: string }>(
    testDatabase(),
    `select secret from second_step where user_id = '${userId}'`,
  );
  return Buffer.from(decrypt(ground.ctx.env.ENCRYPTION_KEY, row?.secret ?? ""), "base64");
}
/** The code that the app of somebody shows so many steps from now. */
const shown = async (userId: string, away = 0): Promise<string> =>
  codeOfStep(await secretOf(userId), stepAt(securityNow()) + away);

async function twoSteps(): Promise<Ada & { readonly recovery: readonly string[] }> {
  const person = await ada();
  await proposeSecondStep(person.ctx, person);
  const recovery = await enableSecondStep(person.ctx, { person, code: await shown(person.id) });
  // The code that switched it on was taken: the next one comes in half a minute.
  ahead += HALF_A_MINUTE;
  return { ...person, recovery };
}

/** The first step in another browser; the cookie that it gets. */
async function firstStep(person: Pick<Ada, "email" | "ip">): Promise<string> {
  const outcome = await signIn(at(person.ip), { email: person.email, password: PASSWORD, ip: person.ip });
  if (outcome.signedIn || !outcome.pending) throw new Error("no code was asked for");
  return cookieOf(outcome.pending);
}
const finish = (person: Pick<Ada, "ip">, cookie: string, code: string) =>
  finishSignIn(at(person.ip), { cookie, code, ip: person.ip });
const sessionsOf = async (userId: string) => (await listSessions(ground.ctx, userId)).length;

async function journalOf(userId: string): Promise<readonly string[]> {
  const about = { entityType: "user", entityId: userId };
  return (await queryJournal({ db: ground.db, organization: null }, about, { limit: 50 })).entries.map(
    ({ action, after }) => `${action} ${after ? JSON.stringify(after) : ""}`.trim(),
  );
}

describe("setting up the second step", () => {
  it("counts for nothing until a code of the app was given", async () => {
    const person = await ada();
    const proposed = await proposeSecondStep(person.ctx, person);
    expect(proposed.uri).toContain(`secret=${proposed.secret}`);
    expect(await secondStepStanding(person.ctx, person.id)).toBeNull();
    expect(await refusal(enableSecondStep(person.ctx, { person, code: "000000" }))).toBe("VALIDATION_ERROR");
    expect(await signIn(at(person.ip), { email: person.email, password: PASSWORD, ip: person.ip })).toMatchObject({
      signedIn: true,
    });
  });

  it("keeps the secret encrypted and the recovery codes as digests", async () => {
    const { id, recovery } = await twoSteps();
    const rows = JSON.stringify([
      await ask(testDatabase(), `select * from second_step where user_id = '${id}'`),
      await ask(testDatabase(), `select * from recovery_code where user_id = '${id}'`),
    ]);
    expect(rows).not.toContain(Buffer.from(await secretOf(id)).toString("base64"));
    expect(new Set(recovery).size).toBe(10);
    for (const code of recovery) expect(rows).not.toContain(code.replace("-", ""));
  });

  it("signs out every other browser, tells the person by mail, and stands in the journal", async () => {
    const person = await signedIn(await ada());
    await signedIn(person);
    expect(await sessionsOf(person.id)).toBe(2);
    await proposeSecondStep(person.ctx, person);
    await enableSecondStep(person.ctx, { person, code: await shown(person.id) });
    expect((await listSessions(ground.ctx, person.id)).map(({ id }) => id)).toEqual([person.sessionId]);
    const mails = await ask<{ kind: string; to: string }>(
      testDatabase(),
      `select payload->>'kind' as kind, payload->>'to' as to from outbox_message where payload->>'to' = '${person.email}'`,
    );
    expect(mails).toContainEqual({ kind: "second_step", to: person.email });
    expect(await journalOf(person.id)).toContain("user.second_step_enabled");
  });

  it("is not set up over one that is in force", async () => {
    const person = await twoSteps();
    expect(await refusal(proposeSecondStep(person.ctx, person))).toBe("CONFLICT");
    expect(await refusal(enableSecondStep(person.ctx, { person, code: await shown(person.id) }))).toBe("CONFLICT");
    await expect(
      ask(testDatabase(), `update second_step set secret = 'x' where user_id = '${person.id}'`),
    ).rejects.toThrow("in force");
  });
});

describe("signing in with two steps", () => {
  it("opens nothing after the password, and a session after the code", async () => {
    const person = await twoSteps();
    const before = await sessionsOf(person.id);
    const cookie = await firstStep(person);
    expect(await sessionsOf(person.id)).toBe(before);
    expect(await sessionUser(ground.ctx, new Headers({ cookie }))).toBeNull();
    expect(isPending(person.ctx, cookie)).toBe(true);
    const outcome = await finish(person, cookie, await shown(person.id));
    if (!outcome.signedIn) throw new Error("the code was refused");
    const opened = await sessionUser(ground.ctx, new Headers({ cookie: cookieOf(outcome.cookies) }));
    expect(opened).toMatchObject({ id: person.id, email: person.email });
    // The browser forgets the first step with it.
    expect(outcome.cookies.filter(({ maxAge }) => maxAge === 0).map(({ name }) => name)).toEqual(["weir.second_step"]);
  });

  it("ends the session that the browser came with", async () => {
    const person = await twoSteps();
    const open = async () => {
      const before = await firstStep(person);
      ahead += HALF_A_MINUTE;
      return { before, code: await shown(person.id) };
    };
    const first = await open();
    const earlier = await finish(person, first.before, first.code);
    const held = cookieOf((earlier.signedIn && earlier.cookies) || []);
    expect(await sessionUser(ground.ctx, new Headers({ cookie: held }))).not.toBeNull();
    const second = await open();
    expect((await finish(person, `${held}; ${second.before}`, second.code)).signedIn).toBe(true);
    expect(await sessionUser(ground.ctx, new Headers({ cookie: held }))).toBeNull();
    expect(await sessionsOf(person.id)).toBe(1);
  });

  it("tells nothing of the second step to a wrong password", async () => {
    const person = await twoSteps();
    const attempt = { email: person.email, password: "wrong words", ip: person.ip };
    expect(await signIn(at(person.ip), attempt)).toEqual({ signedIn: false });
  });

  it("takes the step before and after now, each once, and none that is older than one taken", async () => {
    const person = await twoSteps();
    ahead += 2 * HALF_A_MINUTE;
    const cookie = await firstStep(person);
    const [before, now, next, later] = await Promise.all([-1, 0, 1, 2].map((away) => shown(person.id, away)));
    const taken = async (code: string | undefined) => (await finish(person, cookie, code ?? "")).signedIn;
    expect(await taken(later)).toBe(false);
    expect([await taken(now), await taken(now), await taken(before)]).toEqual([true, false, false]);
    expect([await taken(next), await taken(next)]).toEqual([true, false]);
  });

  it("takes one code once, also from twenty at the same time", async () => {
    const person = await twoSteps();
    const cookie = await firstStep(person);
    const code = await shown(person.id);
    // Different addresses: the tries of one would be stopped before.
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        finish({ ip: `203.0.113.${i}` }, cookie, code).then((each) => each.signedIn),
      ),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  it("takes each recovery code once, whatever its writing", async () => {
    const { recovery, ...person } = await twoSteps();
    const cookie = await firstStep(person);
    const [first = "", second = ""] = recovery;
    expect((await finish(person, cookie, first.toUpperCase())).signedIn).toBe(true);
    expect((await finish(person, cookie, first)).signedIn).toBe(false);
    expect((await finish(person, cookie, second.replace("-", " "))).signedIn).toBe(true);
    expect(await secondStepStanding(person.ctx, person.id)).toMatchObject({ recoveryCodesLeft: 8 });
    expect(await journalOf(person.id)).toContain('user.signed_in {"by":"password and recovery code"}');
    const other = await twoSteps();
    expect((await finish(other, await firstStep(other), recovery[3] ?? "")).signedIn).toBe(false);
  });

  it("ends the first step after five minutes, with another password, and where it was forged", async () => {
    const person = await twoSteps();
    const cookie = await firstStep(person);
    const over = { signedIn: false, over: true };
    for (const forged of ["", "weir.second_step=", "weir.second_step=v1.AA.AA.AA", "weir.second_step=%E0%A4%A"])
      expect(await finish(person, forged, await shown(person.id))).toEqual(over);
    const [name, value = ""] = cookie.split("=");
    expect(await finish(person, `${name}=${value.slice(0, -4)}AAAA`, await shown(person.id))).toEqual(over);
    const next = "another password of ada";
    await changePassword(person.ctx, { user: person, current: PASSWORD, next });
    expect(await finish(person, cookie, await shown(person.id))).toEqual(over);
    const again = await signIn(at(person.ip), { email: person.email, password: next, ip: person.ip });
    const fresh = cookieOf((!again.signedIn && again.pending) || []);
    ahead += 5 * 60_000;
    expect(isPending(person.ctx, fresh)).toBe(false);
    expect(await finish(person, fresh, await shown(person.id))).toEqual(over);
  });

  it("stops guessing after ten codes from one address, which a right password does not forgive", async () => {
    const person = await twoSteps();
    const cookie = await firstStep(person);
    for (let i = 0; i < 10; i++)
      expect(await finish(person, cookie, "000000")).toEqual({ signedIn: false, over: false });
    await firstStep(person);
    expect(await refusal(finish(person, cookie, await shown(person.id)))).toBe("RATE_LIMIT_EXCEEDED");
    expect(await refusal(finish(person, cookie, await shown(person.id)))).toBe("RATE_LIMIT_EXCEEDED");
    expect((await journalOf(person.id)).filter((each) => each.startsWith("user.shut_out"))).toEqual([
      'user.shut_out {"tried":"code"}',
    ]);
  });
});

describe("switching the second step off", () => {
  it("needs the password and a new code", async () => {
    const person = await twoSteps();
    const off = (password: string, code: string) => disableSecondStep(person.ctx, { person, password, code });
    expect(await refusal(off("wrong words", await shown(person.id)))).toBe("VALIDATION_ERROR");
    expect(await refusal(off(PASSWORD, "000000"))).toBe("VALIDATION_ERROR");
    expect(await secondStepStanding(person.ctx, person.id)).not.toBeNull();
    await off(PASSWORD, await shown(person.id));
    expect(await secondStepStanding(person.ctx, person.id)).toBeNull();
    expect(await ask(testDatabase(), `select 1 from recovery_code where user_id = '${person.id}'`)).toEqual([]);
    expect(await signIn(at(person.ip), { email: person.email, password: PASSWORD, ip: person.ip })).toMatchObject({
      signedIn: true,
    });
    expect((await journalOf(person.id))[1]).toBe("user.second_step_disabled");
    expect(await refusal(off(PASSWORD, person.recovery[0] ?? ""))).toBe("CONFLICT");
  });

  it("is taken from whoever lost app and codes, with a reason, a mail and the end of his sign-ins", async () => {
    const person = await twoSteps();
    const outcome = await finish(person, await firstStep(person), await shown(person.id));
    const other = await twoSteps();
    expect(outcome.signedIn).toBe(true);
    const [operator, why] = [at("198.51.100.250"), "showed his passport"];
    expect(await resetSecondStep(operator, person, why)).toBe(true);
    expect(await secondStepStanding(person.ctx, person.id)).toBeNull();
    expect(await sessionsOf(person.id)).toBe(0);
    expect(await signIn(at(person.ip), { email: person.email, password: PASSWORD, ip: person.ip })).toMatchObject({
      signedIn: true,
    });
    const entries = await ask(
      testDatabase(),
      `select actor, reason from audit.journal_entry where action = 'user.second_step_reset' and entity_id = '${person.id}'`,
    );
    expect(entries).toEqual([{ actor: "system", reason: why }]);
    const mails = await ask(
      testDatabase(),
      `select payload->'model'->>'byOperator' as by from outbox_message where payload->>'to' = '${person.email}' and payload->>'kind' = 'second_step'`,
    );
    expect(mails).toContainEqual({ by: "true" });
    expect(await secondStepStanding(other.ctx, other.id)).not.toBeNull();
    // What is only proposed is no step of a sign-in, and stays.
    await proposeSecondStep(person.ctx, person);
    expect(await resetSecondStep(operator, person, why)).toBe(false);
    await enableSecondStep(person.ctx, { person, code: await shown(person.id) });
  });

  it("goes with the account", async () => {
    const person = await twoSteps();
    await inTransaction(ground.db, (tx) => forgetUser(tx, person.id));
    expect(await ask(testDatabase(), `select 1 from second_step where user_id = '${person.id}'`)).toEqual([]);
  });
});

describe("the journal of sign-ins", () => {
  it("has who came and went, with the address, and no session, token or e-mail in what is hashed", async () => {
    const person = await signedIn(await ada());
    const again = await signIn(at(person.ip), { email: person.email, password: PASSWORD, ip: person.ip });
    await leave(at(person.ip), new Headers({ cookie: cookieOf((again.signedIn && again.cookies) || []) }));
    expect(await journalOf(person.id)).toEqual([
      "user.signed_out",
      'user.signed_in {"by":"password"}',
      'user.signed_in {"by":"password"}',
      "user.signed_up",
    ]);
    const [entry] = (
      await queryJournal({ db: ground.db, organization: null }, { entityType: "user", entityId: person.id })
    ).entries;
    expect(entry).toMatchObject({ actor: `user:${person.id}`, ip: person.ip, organization: null });
  });

  it("has the moment at which somebody was shut out once, and nothing of an address that nobody has", async () => {
    const person = await ada();
    const nobody = "nobody-at-all@example.com";
    for (const email of [person.email, nobody]) {
      for (let i = 0; i < 10; i++) await countSignInAttempt(ground.ctx, email, person.ip);
      for (let i = 0; i < 3; i++)
        expect(await refusal(signIn(at(person.ip), { email, password: PASSWORD, ip: person.ip }))).toBe(
          "RATE_LIMIT_EXCEEDED",
        );
    }
    expect((await journalOf(person.id)).filter((each) => each.startsWith("user.shut_out"))).toEqual([
      'user.shut_out {"tried":"password"}',
    ]);
    expect(
      await ask(testDatabase(), "select 1 from audit.journal_entry e where to_jsonb(e)::text like '%nobody-at-all%'"),
    ).toEqual([]);
  });

  it("closes a sign-in that it cannot hold", async () => {
    const person = await ada();
    const before = await sessionsOf(person.id);
    // What a column of text does not take: the entry fails, and with it the sign-in.
    const broken = at(`${person.ip}\u0000`);
    await expect(signIn(broken, { email: person.email, password: PASSWORD, ip: person.ip })).rejects.toThrow();
    expect(await sessionsOf(person.id)).toBe(before);
  });
});
