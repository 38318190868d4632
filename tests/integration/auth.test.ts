import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appointStaff } from "@/lib/access";
import {
  changePassword,
  countSignInAttempt,
  endExpiredSessions,
  endOtherSessions,
  endSession,
  listSessions,
  localIdentity,
  sessionUser,
  type SessionCookie,
} from "@/lib/auth";
import { forgiveSignInAttempts } from "@/lib/auth/attempts";
import type { AppError } from "@/lib/kernel/errors";
import { createRedis } from "@/lib/platform/redis";
import { signUp } from "@/lib/tenancy";
import { openGround, refusal, type Ground } from "./tenancy.fixture";

let ground: Ground;
const ADA = { email: "ada@example.com", name: "Ada", password: "ada crosses the weir" };
let adaId: string;
beforeAll(async () => {
  ground = await openGround();
  adaId = (await signUp(ground.ctx, ADA)).user.id;
});
afterAll(() => ground.close());

/** What a browser sends back. */
function browserWith(cookies: readonly SessionCookie[]): Headers {
  const kept = cookies.filter((cookie) => cookie.maxAge !== 0);
  return new Headers({ cookie: kept.map((cookie) => `${cookie.name}=${encodeURIComponent(cookie.value)}`).join("; ") });
}
const provider = () => localIdentity(ground.ctx);
async function signedIn(ip = "198.51.100.1") {
  const outcome = await provider().signIn({ email: ADA.email, password: ADA.password, ip });
  if (!outcome.signedIn) throw new Error("the sign-in was refused");
  return outcome;
}

describe("signing in", () => {
  it("opens a session with the password of the sign-up, whatever the case of the address", async () => {
    const outcome = await provider().signIn({ email: " ADA@example.com", password: ADA.password, userAgent: "test" });
    expect(outcome).toMatchObject({ signedIn: true, userId: adaId });
    const cookies = outcome.signedIn ? outcome.cookies : [];
    expect(await sessionUser(ground.ctx, browserWith(cookies))).toMatchObject({
      id: adaId,
      email: "ada@example.com",
      name: "Ada",
    });
  });

  it("sets cookies that scripts cannot read and other sites cannot send", async () => {
    const { cookies } = await signedIn();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies)
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/", secure: false });
    const https = localIdentity({
      ...ground.ctx,
      db: Object.create(ground.db) as typeof ground.db,
      env: { ...ground.ctx.env, WEIR_URL: "https://weir.example" },
    });
    const outcome = await https.signIn({ email: ADA.email, password: ADA.password, ip: "198.51.100.2" });
    if (!outcome.signedIn) throw new Error("the sign-in was refused");
    for (const cookie of outcome.cookies)
      expect(cookie).toMatchObject({ secure: true, name: expect.stringMatching(/^__Secure-/) as string });
    expect(await https.sessionUser(browserWith(outcome.cookies))).toMatchObject({ id: adaId });
  });

  it("answers a wrong password and an unknown address alike", async () => {
    expect(await provider().signIn({ email: ADA.email, password: "wrong words", ip: "198.51.100.3" })).toEqual({
      signedIn: false,
    });
    expect(
      await provider().signIn({ email: "nobody@example.com", password: "wrong words", ip: "198.51.100.3" }),
    ).toEqual({ signedIn: false });
    expect(await provider().signIn({ email: "no address", password: "x".repeat(500), ip: "198.51.100.3" })).toEqual({
      signedIn: false,
    });
  });

  it("takes no session from a forged, foreign or absent cookie", async () => {
    const { cookies } = await signedIn();
    const [cookie] = cookies;
    if (!cookie) throw new Error("no cookie");
    const [token = ""] = cookie.value.split(".");
    for (const value of ["", token, `${token}.`, `${token}.AAAA`, `x${cookie.value}`, "a.b"]) {
      expect(
        await sessionUser(ground.ctx, new Headers({ cookie: `${cookie.name}=${encodeURIComponent(value)}` })),
        value,
      ).toBeNull();
    }
    expect(await sessionUser(ground.ctx, new Headers())).toBeNull();
  });

  it("ends a session at its expiry in real time, and not by business time", async () => {
    const { cookies } = await signedIn();
    await ground.rows(`update business_clock set shift_ms = shift_ms + 5184000000 returning one`);
    expect(await sessionUser(ground.ctx, browserWith(cookies))).not.toBeNull();
    expect(await endExpiredSessions(ground.ctx)).toBe(0);
    await ground.rows(`update session set expires_at = now() - interval '1 second' returning id`);
    expect(await sessionUser(ground.ctx, browserWith(cookies))).toBeNull();
  });

  it("clears away what is left of sessions that are over, and nothing else", async () => {
    await signedIn();
    await ground.rows(`update session set expires_at = now() - interval '1 second' returning id`);
    const { cookies } = await signedIn();
    expect(await endExpiredSessions(ground.ctx)).toBeGreaterThan(0);
    expect(await ground.count("session")).toBe(1);
    expect(await sessionUser(ground.ctx, browserWith(cookies))).not.toBeNull();
  });

  it("leaves nothing of the session after signing out", async () => {
    const { cookies } = await signedIn();
    const removing = await provider().signOut(browserWith(cookies));
    expect(removing.some((cookie) => cookie.maxAge === 0 && cookie.name === cookies[0]?.name)).toBe(true);
    expect(await sessionUser(ground.ctx, browserWith(cookies))).toBeNull();
    expect((await provider().signOut(new Headers())).every((cookie) => cookie.maxAge === 0)).toBe(true);
  });

  it("offers no sign-up of its own, beside the one transaction", async () => {
    const before = await ground.count("app_user");
    expect(
      await provider().signIn({ email: "new@example.com", password: "a good password", ip: "198.51.100.4" }),
    ).toEqual({ signedIn: false });
    expect(await ground.count("app_user")).toBe(before);
  });
});

describe("the sessions of a person", () => {
  const REX = { email: "rex@example.com", name: "Rex", password: "rex guards the weir" };
  let rexId: string;
  const open = async (password = REX.password, cookie?: string) => {
    const outcome = await provider().signIn({
      email: REX.email,
      password,
      ip: "198.51.100.77",
      userAgent: "test browser",
      ...(cookie ? { cookie } : {}),
    });
    if (!outcome.signedIn) throw new Error("the sign-in was refused");
    return browserWith(outcome.cookies);
  };
  const who = (headers: Headers) => sessionUser(ground.ctx, headers);
  const idOf = async (headers: Headers) => (await who(headers))?.sessionId ?? "";
  const self = () => ground.as({ actor: { kind: "user", id: rexId, label: REX.email, ip: "198.51.100.77" } });
  beforeAll(async () => void (rexId = (await signUp(ground.ctx, REX)).user.id));

  it("are listed newest first with what tells them apart, and without what opens them", async () => {
    const [first, second] = [await open(), await open()];
    const listed = await listSessions(ground.ctx, rexId);
    expect(listed.map(({ id }) => id)).toEqual([await idOf(second), await idOf(first)]);
    expect(listed[0]).toMatchObject({ ip: "198.51.100.77", userAgent: "test browser" });
    expect(JSON.stringify(listed)).not.toMatch(/token/i);
    await ground.rows("update session set expires_at = now() - interval '1 second' where id = $1 returning id", listed[1]?.id);
    expect(await listSessions(ground.ctx, rexId)).toHaveLength(1);
  });

  it("begin anew with each sign-in: the cookie that the browser came with opens nothing afterwards", async () => {
    const before = await open();
    const after = await open(REX.password, before.get("cookie") ?? "");
    expect(after.get("cookie")).not.toBe(before.get("cookie"));
    expect(await who(before)).toBeNull();
    expect(await who(after)).not.toBeNull();
  });

  it("are left alone by a sign-in that fails", async () => {
    const before = await open();
    const cookie = before.get("cookie") ?? "";
    await provider().signIn({ email: REX.email, password: "wrong words", ip: "198.51.100.78", cookie });
    expect(await who(before)).not.toBeNull();
  });

  it("end one by one or all but this, by their own person alone, and the journal says so", async () => {
    const [here, there, elsewhere] = [await open(), await open(), await open()];
    expect(await refusal(endSession(ground.ctx, adaId, await idOf(there)))).toBe("NOT_FOUND");
    expect(await who(there)).not.toBeNull();
    const gone = await idOf(there);
    await endSession(self(), rexId, gone);
    expect(await who(there)).toBeNull();
    expect(await refusal(endSession(self(), rexId, gone))).toBe("NOT_FOUND");
    expect(await endOtherSessions(self(), rexId, await idOf(here))).toBeGreaterThan(0);
    expect([await who(here), await who(elsewhere)]).toMatchObject([{ id: rexId }, null]);
    expect(await endOtherSessions(self(), rexId, await idOf(here))).toBe(0);
    const entries = await ground.rows(
      "select 1 from audit.journal_entry where action = 'session.ended' and entity_id = $1",
      rexId,
    );
    expect(entries).toHaveLength(2);
  });

  it("end everywhere else when the password changes, and the old one opens nothing", async () => {
    const [here, there] = [await open(), await open()];
    const user = { id: rexId, email: REX.email, sessionId: await idOf(here) };
    const change = (current: string, next: string) => changePassword(self(), { user, current, next });
    expect(await refusal(change("not this", "a better password"))).toBe("VALIDATION_ERROR");
    expect(await refusal(change(REX.password, "short"))).toBe("VALIDATION_ERROR");
    expect(await who(there)).not.toBeNull();
    await change(REX.password, "a better password");
    expect([await who(here), await who(there)]).toMatchObject([{ id: rexId }, null]);
    const old = await provider().signIn({ email: REX.email, password: REX.password, ip: "198.51.100.79" });
    expect(old.signedIn).toBe(false);
    expect(await who(await open("a better password"))).not.toBeNull();
    REX.password = "a better password";
  });

  it("let two changes of a password at once have one winner", async () => {
    const user = { id: rexId, email: REX.email, sessionId: await idOf(await open()) };
    const changes = ["the first of two", "the second of two"].map((next) =>
      changePassword(self(), { user, current: REX.password, next }).then(
        () => next,
        (error: AppError) => error.code,
      ),
    );
    const outcomes = await Promise.all(changes);
    const won = outcomes.filter((outcome) => outcome.startsWith("the "));
    expect(won).toHaveLength(1);
    expect(["CONFLICT", "VALIDATION_ERROR"]).toContain(outcomes.find((outcome) => !outcome.startsWith("the ")));
    REX.password = won[0] ?? "";
    expect(await who(await open())).not.toBeNull();
  });

  it("end when their person becomes staff: nobody carries a session from before into the console", async () => {
    const before = await open();
    await appointStaff(ground.ctx, rexId, "SUPPORT");
    expect(await who(before)).toBeNull();
    const after = await open();
    await appointStaff(ground.ctx, rexId, "SUPPORT");
    expect(await who(after)).not.toBeNull();
  });

  it("guess at the present password no oftener than at the sign-in", async () => {
    const user = { id: rexId, email: "guessed@example.com", sessionId: "ses" };
    const outcomes: unknown[] = [];
    for (let n = 0; n < 11; n++)
      outcomes.push(await refusal(changePassword(self(), { user, current: "guess", next: "long enough" })));
    expect(outcomes.at(-1)).toBe("RATE_LIMIT_EXCEEDED");
  });
});

describe("telling who has an account", () => {
  it("is no matter of time: an unknown e-mail costs the work that a wrong password costs", async () => {
    const real = crypto.scrypt;
    let slowSteps = 0;
    crypto.scrypt = ((...given: Parameters<typeof real>) => {
      slowSteps += 1;
      real(...given);
    }) as typeof real;
    syncBuiltinESMExports();
    try {
      const work = async (email: string) => {
        slowSteps = 0;
        expect(await provider().signIn({ email, password: "wrong words", ip: "203.0.113.1" })).toEqual({
          signedIn: false,
        });
        return slowSteps;
      };
      expect([await work(ADA.email), await work("nobody.at.all@example.com")]).toEqual([1, 1]);
    } finally {
      crypto.scrypt = real;
      syncBuiltinESMExports();
    }
  });
});

describe("guessing a password", () => {
  const guess = (ip: string, world = ground.ctx) =>
    localIdentity(world).signIn({ email: "grace@example.com", password: "guess", ip });

  it("is stopped after ten tries from one address, and says how long to wait", async () => {
    for (let n = 0; n < 10; n++) expect(await guess("192.0.2.1")).toEqual({ signedIn: false });
    const error = (await guess("192.0.2.1").catch((e: unknown) => e)) as AppError;
    expect(error.code).toBe("RATE_LIMIT_EXCEEDED");
    expect(error.retryAfterSeconds).toBeGreaterThan(60);
    expect(error.retryAfterSeconds).toBeLessThanOrEqual(900);
    expect(await guess("192.0.2.2")).toEqual({ signedIn: false });
  });

  it("does not count against somebody who knows it", async () => {
    for (let n = 0; n < 12; n++) await signedIn("192.0.2.3");
  });

  it("counts failures only: those who know their password never use up an address", async () => {
    for (let n = 0; n < 150; n++) {
      await countSignInAttempt(ground.ctx, `person${n % 20}@example.com`, "192.0.2.4");
      await forgiveSignInAttempts(ground.ctx, `person${n % 20}@example.com`, "192.0.2.4");
    }
    for (let n = 0; n < 100; n++) await countSignInAttempt(ground.ctx, `stranger${n}@example.com`, "192.0.2.4");
    expect(await refusal(countSignInAttempt(ground.ctx, "stranger@example.com", "192.0.2.4"))).toBe(
      "RATE_LIMIT_EXCEEDED",
    );
  });

  it("is stopped for an e-mail that is tried from everywhere", async () => {
    for (let n = 0; n < 50; n++) await countSignInAttempt(ground.ctx, "target@example.com", `192.0.2.${n + 10}`);
    expect(await refusal(countSignInAttempt(ground.ctx, "target@example.com", "192.0.2.200"))).toBe(
      "RATE_LIMIT_EXCEEDED",
    );
  });

  it("is stopped in every process by its own count while Redis is away", async () => {
    const world = {
      ...ground.ctx,
      db: Object.create(ground.db) as typeof ground.db,
      redis: createRedis("redis://127.0.0.1:1"),
    };
    for (let n = 0; n < 10; n++) expect(await guess("192.0.2.9", world)).toEqual({ signedIn: false });
    expect(await refusal(guess("192.0.2.9", world))).toBe("RATE_LIMIT_EXCEEDED");
    world.redis.close();
  });
});
