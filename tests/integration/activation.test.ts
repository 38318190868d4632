import { createHmac, createPublicKey } from "node:crypto";
import { importJWK, SignJWT, UnsecuredJWT, type JWK } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  clearEndedActivations,
  createActivationCode,
  KEEP_ENDED,
  listActivationCodes,
  listInstallations,
  listSigningKeys,
  publicKeySet,
  redeemActivationCode,
  refreshInstallation,
  revokeActivationCode,
  revokeInstallation,
  rotateSigningKey,
  rotateSigningKeyWhenDue,
  verifyAccessToken,
  type IssuedTokens,
} from "@/lib/activation";
import { renderMail } from "@/components/emails/render-mail";
import { idFromUuid, uuidv7 } from "@/lib/kernel/ids";
import { MINUTE } from "@/lib/kernel/time";
import { decrypt } from "@/lib/platform/crypto";
import { createDb } from "@/lib/platform/db";
import { readRefresh, writeRefresh } from "@/lib/activation/rules/token-form";
import { addMember, createOrganization, signUp } from "@/lib/tenancy";
import { openGround, refusal, type Ground } from "./tenancy.fixture";

let ground: Ground;
let acme: string;
let globex: string;
beforeAll(async () => {
  ground = await openGround();
  const owner = await signUp(ground.ctx, { email: "ada@acme.test", password: "a long password", name: "Ada" });
  const viewer = await signUp(ground.ctx, { email: "vic@acme.test", password: "a long password", name: "Vic" });
  acme = (await createOrganization(ground.ctx, { name: "Acme", ownerId: owner.user.id })).id;
  globex = (await createOrganization(ground.ctx, { name: "Globex" })).id;
  await addMember(ground.as({ organization: acme }), viewer.user.id, "VIEWER");
});
afterAll(() => ground.close());

const DOMAIN = "shop.example";
const ORIGIN = `https://${DOMAIN}`;
const at = (organization: string) => ground.as({ organization });
const nobody = () => ground.as({ actor: { kind: "system", id: "nobody", label: "Nobody", ip: "203.0.113.7" } });
const code = async (domain: string | null = DOMAIN, organization = acme): Promise<string> =>
  (await createActivationCode(at(organization), { domain })).text;
const redeem = (text: string, origin: string | null = ORIGIN, stated: string | null = null) =>
  redeemActivationCode(nobody(), { code: text, origin, stated });
const refresh = (refreshToken: string, origin: string | null = ORIGIN, stated: string | null = null) =>
  refreshInstallation(nobody(), { refreshToken, origin, stated });
const activated = async (): Promise<IssuedTokens> => redeem(await code());
const rowOf = async (id: string) =>
  (await ground.rows<Record<string, unknown>>(`select * from installation where id = $1`, id))[0];
const journalOf = async (id: string): Promise<string[]> =>
  (
    await ground.rows<{ action: string }>(
      `select action from audit.journal_entry where entity_id = $1 order by position`,
      id,
    )
  ).map(({ action }) => action);
/** As if the present refresh token had been given so long ago. */
const agedBy = (id: string, ms: number) =>
  ground.rows(
    `update installation set refreshed_at = refreshed_at - $2::float8 * interval '1 millisecond' where id = $1 returning id`,
    id,
    ms,
  );
/** Another process: it has verified nothing yet. */
const freshWorld = () => ({ env: ground.ctx.env, db: createDb(ground.ctx.env.DATABASE_URL, { max: 2 }) });
const soon = { timeout: 5_000, interval: 20 };

describe("an activation code", () => {
  it("becomes an installation bound to its domain, once", async () => {
    const text = await code();
    expect(text).toMatch(/^weir_act_[0-9a-f]{32}_[0-9A-Za-z]{24}_[0-9A-Za-z]{6}$/);
    const { installation, accessToken } = await redeem(text);
    expect(installation).toMatchObject({ organizationId: acme, domain: DOMAIN, environment: "PROD", generation: 1 });
    expect(await verifyAccessToken(ground.ctx, accessToken)).toEqual({
      id: installation.id,
      organizationId: acme,
      domain: DOMAIN,
      environment: "PROD",
      scopes: ["usage:write", "usage:read"],
    });
    expect(await refusal(redeem(text))).toBe("AUTHENTICATION_ERROR");
  });

  it("is won by one of fifty that redeem it at the same time", async () => {
    const text = await code();
    const before = await ground.count("installation");
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => refusal(redeem(text))));
    expect(outcomes.filter((outcome) => outcome === "AUTHENTICATION_ERROR")).toHaveLength(49);
    expect((await ground.count("installation")) - before).toBe(1);
  });

  it("is kept as a digest, and its text stands in no row and no journal", async () => {
    const text = await code();
    const secret = text.split("_")[3] ?? "";
    const { refreshToken } = await redeem(text);
    const proof = refreshToken.split("_")[4] ?? "";
    expect(proof).toHaveLength(64);
    for (const table of ["activation_code", "installation", "audit.journal_entry", "outbox_message"]) {
      const [row] = await ground.rows<{ all: string }>(`select string_agg(t::text, ' ') as all from ${table} t`);
      expect(row?.all).not.toContain(secret);
      expect(row?.all).not.toContain(proof);
    }
  });

  it("is refused elsewhere than on its domain, and stays good there", async () => {
    const text = await code();
    expect(await refusal(redeem(text, "https://evil.example"))).toBe("FORBIDDEN");
    expect(await refusal(redeem(text, null, "evil.example"))).toBe("FORBIDDEN");
    expect(await refusal(redeem(text, ORIGIN, "evil.example"))).toBe("FORBIDDEN");
    expect(await refusal(redeem(text, "http://shop.example"))).toBe("FORBIDDEN");
    expect(await refusal(redeem(text, null, "no domain"))).toBe("VALIDATION_ERROR");
    expect((await redeem(text, null)).installation.domain).toBe(DOMAIN);
  });

  it("for any domain is bound to the one that redeems it", async () => {
    expect(await refusal(redeem(await code(null), null))).toBe("VALIDATION_ERROR");
    expect((await redeem(await code(null), "http://localhost:4000")).installation.domain).toBe("localhost:4000");
    expect((await redeem(await code(null), null, "Plugin.Example")).installation.domain).toBe("plugin.example");
  });

  it("ends after ten minutes, and when it is revoked", async () => {
    const old = await code();
    await ground.rows(
      `update activation_code set created_at = created_at - interval '11 minutes', expires_at = expires_at - interval '11 minutes' where code_hash is not null and redeemed_at is null returning id`,
    );
    expect(await refusal(redeem(old))).toBe("AUTHENTICATION_ERROR");
    const { activationCode, text } = await createActivationCode(at(acme), { domain: DOMAIN });
    expect(await refusal(revokeActivationCode(at(globex), activationCode.id))).toBe("NOT_FOUND");
    const first = await revokeActivationCode(at(acme), activationCode.id);
    expect(await revokeActivationCode(at(acme), activationCode.id)).toEqual(first);
    expect(await refusal(redeem(text))).toBe("AUTHENTICATION_ERROR");
    expect(await journalOf(activationCode.id)).toEqual(["activation_code.created", "activation_code.revoked"]);
  });

  it("is refused without a query when its form is wrong, and alike whether it exists or not", async () => {
    const text = await code();
    const asked = vi.spyOn(ground.db.activationCode, "findUnique");
    for (const wrong of ["", "weir_act_", text.slice(0, -1), `${text}x`, text.replace("act", "acx"), "x".repeat(500)])
      expect(await refusal(redeem(wrong))).toBe("AUTHENTICATION_ERROR");
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
  });

  it("can be given a key for its making: the second time names the first code", async () => {
    const make = () => createActivationCode(at(acme), { domain: DOMAIN, idempotencyKey: "once" });
    const { activationCode } = await make();
    await expect(make()).rejects.toMatchObject({ code: "CONFLICT", details: { activationCode: activationCode.id } });
  });
});

describe("a refresh token", () => {
  it("is spent for its successor", async () => {
    const { installation, refreshToken } = await activated();
    const next = await refresh(refreshToken);
    expect(next.refreshToken).not.toBe(refreshToken);
    expect(next.installation).toMatchObject({ id: installation.id, generation: 2, lastIp: "203.0.113.7" });
    expect(await verifyAccessToken(ground.ctx, next.accessToken)).toMatchObject({ id: installation.id });
    expect((await refresh(next.refreshToken)).installation.generation).toBe(3);
  });

  it("asked for by fifty at once gives all of them the same successor, and the installation lives", async () => {
    const { installation, refreshToken } = await activated();
    const all = await Promise.all(Array.from({ length: 50 }, () => refresh(refreshToken)));
    expect(new Set(all.map((each) => each.refreshToken)).size).toBe(1);
    expect(await rowOf(installation.id)).toMatchObject({ generation: 2, revoked_at: null });
    expect((await refresh(all[0]?.refreshToken ?? "")).installation.generation).toBe(3);
  });

  it("that was spent ends its installation after the grace: journal, event and a mail to those who own it", async () => {
    const { installation, refreshToken, accessToken } = await activated();
    const next = await refresh(refreshToken);
    await agedBy(installation.id, 61_000);
    await verifyAccessToken(ground.ctx, accessToken);
    // Ten at once find it out, and one of them says so.
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => refusal(refresh(refreshToken))));
    expect(new Set(outcomes)).toEqual(new Set(["AUTHENTICATION_ERROR"]));
    expect(await rowOf(installation.id)).toMatchObject({
      revoked_because: "REUSE",
      revoked_by: `installation:${installation.id}`,
    });
    expect(await journalOf(installation.id)).toEqual(["installation.revoked"]);
    const told = await ground.rows<{ type: string; payload: { to?: string; kind?: string; model?: object } }>(
      `select type, payload from outbox_message where payload->>'installationId' = $1 and type <> 'activation.redeemed'
       union all select type, payload from outbox_message where type = 'mail.ordered' and payload->>'kind' = 'activation_reused'`,
      installation.id,
    );
    expect(told.map(({ type }) => type).sort()).toEqual(["activation.reuse_detected", "mail.ordered"]);
    const mail = told.find(({ type }) => type === "mail.ordered")?.payload;
    expect(mail).toMatchObject({ to: "ada@acme.test", model: { domain: DOMAIN, ip: "203.0.113.7" } });
    expect((await renderMail("activation_reused", mail?.model)).text).toContain(DOMAIN);
    // The thief's and the owner's, the old and the new: all of it is over.
    expect(await refusal(refresh(next.refreshToken))).toBe("AUTHENTICATION_ERROR");
    for (const token of [accessToken, next.accessToken])
      await vi.waitFor(
        async () => expect(await refusal(verifyAccessToken(ground.ctx, token))).toBe("AUTHENTICATION_ERROR"),
        soon,
      );
  });

  it("two behind is reuse, however soon", async () => {
    const { installation, refreshToken } = await activated();
    await refresh((await refresh(refreshToken)).refreshToken);
    expect(await refusal(refresh(refreshToken))).toBe("AUTHENTICATION_ERROR");
    expect(await rowOf(installation.id)).toMatchObject({ revoked_because: "REUSE" });
  });

  it("is bound to its domain: elsewhere it is refused and not spent", async () => {
    const { installation, refreshToken } = await activated();
    expect(await refusal(refresh(refreshToken, "https://evil.example"))).toBe("FORBIDDEN");
    expect(await refusal(refresh(refreshToken, null, "evil.example"))).toBe("FORBIDDEN");
    expect(await refusal(refresh(refreshToken, null))).toBe("VALIDATION_ERROR");
    expect(await rowOf(installation.id)).toMatchObject({ generation: 1, revoked_at: null });
    expect((await refresh(refreshToken, null, DOMAIN)).installation.generation).toBe(2);
  });

  it("ends with the lifetime of its installation, whatever was refreshed", async () => {
    const { installation, refreshToken, accessToken } = await activated();
    await ground.rows(
      `update installation set created_at = created_at - interval '91 days', expires_at = expires_at - interval '91 days' where id = $1 returning id`,
      installation.id,
    );
    expect(await refusal(refresh(refreshToken))).toBe("AUTHENTICATION_ERROR");
    expect(await refusal(verifyAccessToken(freshWorld(), accessToken))).toBe("AUTHENTICATION_ERROR");
  });

  it("that nobody gave is refused without a query, and ends nobody's installation", async () => {
    const { installation, refreshToken } = await activated();
    const { refreshToken: successor } = await refresh(refreshToken);
    const other = readRefresh((await activated()).refreshToken);
    const own = readRefresh(refreshToken);
    const present = readRefresh(successor);
    if (!own || !present || !other) throw new Error("a token of ours does not read");
    // Whole in form, checksum included: only the proof is wrong. Old generations would end the installation, if they counted.
    const forged = [
      { ...own, proof: "0".repeat(64) },
      { ...own, proof: present.proof },
      { ...own, proof: other.proof },
      { ...present, proof: own.proof },
      { ...own, generation: 3 },
      { ...own, installationId: other.installationId },
    ].map(writeRefresh);
    const asked = vi.spyOn(ground.db.installation, "findUnique");
    const malformed = [
      "",
      "weir_refresh_",
      refreshToken.replace(/_1_/, "_2_"),
      refreshToken.slice(0, -1),
      "x".repeat(500),
    ];
    for (const wrong of [...malformed, ...forged]) expect(await refusal(refresh(wrong))).toBe("AUTHENTICATION_ERROR");
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
    expect(await rowOf(installation.id)).toMatchObject({ generation: 2, revoked_at: null });
    expect((await refresh(successor)).installation.generation).toBe(3);
  });

  it("cannot be made unspent, nor an end undone, by any statement of ours", async () => {
    const { installation, refreshToken } = await activated();
    await refresh(refreshToken);
    const set = (what: string) =>
      ground.rows(`update installation set ${what} where id = $1 returning id`, installation.id);
    await expect(set("generation = 1")).rejects.toThrow(/one by one/);
    await expect(set("generation = 9")).rejects.toThrow(/one by one/);
    await revokeInstallation(at(acme), installation.id);
    await expect(set("revoked_at = null, revoked_by = null, revoked_because = null")).rejects.toThrow(
      /does not change/,
    );
    await expect(set("expires_at = expires_at + interval '1 day'")).rejects.toThrow(/does not change/);
  });
});

describe("an installation", () => {
  it("that is revoked is felt within a second where its token was known, and cannot refresh", async () => {
    const { installation, refreshToken, accessToken } = await activated();
    const world = freshWorld();
    await verifyAccessToken(world, accessToken);
    expect(await refusal(revokeInstallation(at(globex), installation.id))).toBe("NOT_FOUND");
    const ended = await revokeInstallation(at(acme), installation.id, "lost laptop");
    expect(await revokeInstallation(at(acme), installation.id)).toEqual(ended);
    const since = Date.now();
    await vi.waitFor(
      async () => expect(await refusal(verifyAccessToken(world, accessToken))).toBe("AUTHENTICATION_ERROR"),
      soon,
    );
    expect(Date.now() - since).toBeLessThan(1_500);
    expect(await refusal(refresh(refreshToken))).toBe("AUTHENTICATION_ERROR");
    expect(await journalOf(installation.id)).toEqual(["installation.revoked"]);
    await world.db.$disconnect();
  });

  it("is asked about once a second, and its token's signature is checked once", async () => {
    const { accessToken } = await activated();
    const world = freshWorld();
    const installations = vi.spyOn(world.db.installation, "findUnique");
    const keys = vi.spyOn(world.db.signingKey, "findMany");
    const verified = vi.spyOn(globalThis.crypto.subtle, "verify");
    await verifyAccessToken(world, accessToken);
    await Promise.all(Array.from({ length: 200 }, () => verifyAccessToken(world, accessToken)));
    expect(verified).toHaveBeenCalledTimes(1);
    expect(installations.mock.calls.length).toBeLessThanOrEqual(2);
    expect(keys.mock.calls.length).toBeLessThanOrEqual(2);
    verified.mockRestore();
    await world.db.$disconnect();
  });

  it("cannot be asked about while the database is away, which is no refusal", async () => {
    const { accessToken } = await activated();
    const world = freshWorld();
    vi.spyOn(world.db.installation, "findUnique").mockRejectedValueOnce(new Error("connection refused"));
    expect(await refusal(verifyAccessToken(world, accessToken))).toBe("UNAVAILABLE");
    expect(await verifyAccessToken(world, accessToken)).toBeTruthy();
    await world.db.$disconnect();
  });

  it("is listed with its organization's others, page by page, and with nobody else's", async () => {
    for (let n = 0; n < 3; n++) await redeem(await code(DOMAIN, globex));
    const first = await listInstallations(at(globex), { limit: 2 });
    const second = await listInstallations(at(globex), { limit: 2, ...(first.next ? { after: first.next } : {}) });
    const all = [...first.installations, ...second.installations];
    expect(new Set(all.map(({ id }) => id)).size).toBe(3);
    expect(all.every(({ organizationId }) => organizationId === globex)).toBe(true);
    expect(second.next).toBeNull();
    const { activationCodes } = await listActivationCodes(at(globex));
    expect(activationCodes).toHaveLength(3);
    expect(JSON.stringify(activationCodes)).not.toContain("Hash");
  });

  it("is cleared away, with its code, long after its end and not before", async () => {
    const { installation } = await activated();
    await revokeInstallation(at(acme), installation.id);
    await clearEndedActivations(ground.ctx);
    expect(await rowOf(installation.id)).toBeTruthy();
    vi.useFakeTimers({ now: Date.now() + KEEP_ENDED + 11 * MINUTE, toFake: ["Date"] });
    try {
      await clearEndedActivations(ground.ctx);
    } finally {
      vi.useRealTimers();
    }
    expect(await rowOf(installation.id)).toBeUndefined();
    const codes = await ground.rows(`select id from activation_code where id = $1`, installation.activationCodeId);
    expect(codes).toEqual([]);
  });
});

describe("an access token", () => {
  const ISSUER = () => ground.ctx.env.WEIR_URL;
  /** Our own key, as somebody would hold it who has everything: the tests below change one thing at a time. */
  const ownKey = async () => {
    const [row] = await ground.rows<{ kid: string; public_jwk: string; sealed_jwk: string }>(
      `select kid, public_jwk, sealed_jwk from signing_key where ends_at is null`,
    );
    if (!row) throw new Error("there is no signing key");
    const privateJwk = JSON.parse(decrypt(ground.ctx.env.ENCRYPTION_KEY, row.sealed_jwk)) as JWK;
    return { kid: row.kid, publicJwk: JSON.parse(row.public_jwk) as JWK, key: await importJWK(privateJwk, "ES256") };
  };
  let genuine: IssuedTokens;
  beforeAll(async () => void (genuine = await activated()));

  const claims = () => ({ org: acme, domain: DOMAIN, scope: "usage:write usage:read" });
  interface Change {
    readonly header?: Record<string, unknown>;
    readonly payload?: Record<string, unknown>;
  }
  /** A token as ours, but for what is changed. */
  const signed = async ({ header = {}, payload = {} }: Change = {}) => {
    const { kid, key } = await ownKey();
    const now = Math.floor(Date.now() / 1_000);
    const times = { iat: now, nbf: now, exp: now + 300, jti: "req_x" };
    const rest = { iss: ISSUER(), aud: `${ISSUER()}/v1`, sub: genuine.installation.id };
    const jwt = new SignJWT({ ...claims(), ...rest, ...times, ...payload });
    return jwt.setProtectedHeader({ alg: "ES256", kid, typ: "at+jwt", ...header }).sign(key);
  };
  const outcome = async (token: string) => refusal(verifyAccessToken(freshWorld(), token));
  const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

  it("that is changed in nothing is accepted, so that the refusals below mean what they say", async () => {
    expect(await verifyAccessToken(ground.ctx, await signed())).toMatchObject({ id: genuine.installation.id });
  });

  it("without a signature is refused", async () => {
    const unsecured = new UnsecuredJWT({ ...claims() }).setIssuer(ISSUER()).setExpirationTime("5m").encode();
    expect(await outcome(unsecured)).toBe("AUTHENTICATION_ERROR");
    const [, payload = ""] = genuine.accessToken.split(".");
    const { kid } = await ownKey();
    for (const alg of ["none", "None", "NONE", ""]) {
      expect(await outcome(`${b64({ alg, kid, typ: "at+jwt" })}.${payload}.`), alg).toBe("AUTHENTICATION_ERROR");
      expect(await outcome(`${b64({ alg, kid, typ: "at+jwt" })}.${payload}.AAAA`)).toBe("AUTHENTICATION_ERROR");
    }
  });

  it("signed by HMAC with our public key is refused", async () => {
    const { kid, publicJwk } = await ownKey();
    const pem = createPublicKey({ key: publicJwk as never, format: "jwk" }).export({ type: "spki", format: "pem" });
    const [, payload = ""] = genuine.accessToken.split(".");
    for (const alg of ["HS256", "HS384", "HS512"])
      for (const secret of [pem.toString(), JSON.stringify(publicJwk), publicJwk.x ?? ""]) {
        const body = `${b64({ alg, kid, typ: "at+jwt" })}.${payload}`;
        const mac = createHmac(alg.replace("HS", "sha"), secret).update(body).digest("base64url");
        expect(await outcome(`${body}.${mac}`)).toBe("AUTHENTICATION_ERROR");
      }
  });

  it("whose kid is a path, a statement, an address or another key's name asks the database for none of it", async () => {
    const world = freshWorld();
    await verifyAccessToken(world, genuine.accessToken);
    const asked = vi.spyOn(world.db.signingKey, "findMany");
    const kids = [
      "../../../../dev/null",
      "/etc/passwd",
      "' or 1=1 --",
      "x'; drop table signing_key; --",
      "https://evil.example/jwks.json",
      "",
      "A".repeat(43),
      "A".repeat(10_000),
      "__proto__",
      7,
      null,
      { $ne: "" },
    ];
    for (const kid of kids) {
      const token = `${b64({ alg: "ES256", kid, typ: "at+jwt" })}.${genuine.accessToken.split(".").slice(1).join(".")}`;
      expect(await refusal(verifyAccessToken(world, token)), JSON.stringify(kid)).toBe("AUTHENTICATION_ERROR");
    }
    for (const call of asked.mock.calls) expect(JSON.stringify(call)).not.toMatch(/passwd|drop|evil|AAAA/);
    await world.db.$disconnect();
  });

  it("that brings its own key, or says where one is, is refused", async () => {
    const { publicJwk } = await ownKey();
    for (const header of [
      { jwk: publicJwk },
      { jku: "https://evil.example/jwks.json" },
      { x5u: "https://evil.example/chain.pem" },
      { x5c: ["AAAA"] },
      { cty: "JWT" },
    ])
      expect(await outcome(await signed({ header })), JSON.stringify(header)).toBe("AUTHENTICATION_ERROR");
  });

  it("with another issuer, audience, type or time is refused", async () => {
    const now = Math.floor(Date.now() / 1_000);
    const changes: Change[] = [
      { payload: { iss: "https://evil.example" } },
      { payload: { iss: undefined } },
      { payload: { aud: "https://evil.example/v1" } },
      { payload: { aud: ISSUER() } },
      { header: { typ: "JWT" } },
      { header: { typ: undefined } },
      { payload: { exp: now - 6 } },
      { payload: { exp: undefined } },
      { payload: { exp: now + 3_600 } },
      { payload: { exp: "tomorrow" } },
      { payload: { nbf: now + 60 } },
      { payload: { iat: now + 60 } },
      { payload: { iat: undefined } },
      { payload: { jti: undefined } },
      { payload: { sub: "fam_1" } },
      { payload: { sub: acme } },
      { payload: { sub: idFromUuid("installation", uuidv7()) } },
      { payload: { org: globex } },
      { payload: { org: undefined } },
      { payload: { domain: "evil.example" } },
    ];
    for (const change of changes) {
      const token = await signed(change).catch(() => null);
      // What cannot even be written by a library is put together by hand elsewhere in this file.
      if (token !== null) expect(await outcome(token), JSON.stringify(change)).toBe("AUTHENTICATION_ERROR");
    }
  });

  it("is given no more than usage, whatever it says", async () => {
    const { scopes } = await verifyAccessToken(
      ground.ctx,
      await signed({ payload: { scope: "admin:* billing:write usage:read" } }),
    );
    expect(scopes).toEqual(["usage:read"]);
  });

  it("that was touched anywhere is refused", async () => {
    const { accessToken } = genuine;
    const world = freshWorld();
    for (let i = 0; i < accessToken.length; i += 7) {
      // The last character of a base64 text may carry bits that mean nothing.
      if (accessToken[i] === "." || accessToken[i + 1] === "." || i === accessToken.length - 1) continue;
      const touched = accessToken.slice(0, i) + (accessToken[i] === "A" ? "B" : "A") + accessToken.slice(i + 1);
      expect(await refusal(verifyAccessToken(world, touched)), String(i)).toBe("AUTHENTICATION_ERROR");
    }
    await world.db.$disconnect();
  });

  it("ends at its own moment, though its signature is remembered", async () => {
    const token = await signed();
    await verifyAccessToken(ground.ctx, token);
    vi.useFakeTimers({ now: Date.now() + 306_000, toFake: ["Date"] });
    try {
      expect(await refusal(verifyAccessToken(ground.ctx, token))).toBe("AUTHENTICATION_ERROR");
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("signing keys", () => {
  it("are made once, however many activate first", async () => {
    await ground.rows("delete from signing_key returning kid");
    const texts = await Promise.all([code(), code(), code(), code()]);
    // Processes that have seen no key yet.
    const worlds = [freshWorld(), freshWorld()];
    const redeemed = texts.map((text, i) =>
      redeemActivationCode({ ...nobody(), ...worlds[i % 2] }, { code: text, origin: ORIGIN, stated: null }),
    );
    const all = await Promise.all(redeemed);
    expect(await ground.count("signing_key")).toBe(1);
    for (const { accessToken } of all) expect(await verifyAccessToken(freshWorld(), accessToken)).toBeTruthy();
    await vi.waitFor(
      async () =>
        expect((await publicKeySet(ground.ctx)).keys[0]?.kid).toBe((await listSigningKeys(ground.ctx))[0]?.kid),
      soon,
    );
    await Promise.all(worlds.map(({ db }) => db.$disconnect()));
  });

  it("show their public halves and nothing else", async () => {
    const { keys } = await publicKeySet(ground.ctx);
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
    const [row] = await ground.rows<{ row: string }>("select row_to_json(k)::text as row from signing_key k");
    expect(row?.row).not.toMatch(/"d\\?"/);
  });

  it("hand over without a gap: the next is shown before it signs, and the old one's tokens end by themselves", async () => {
    const { accessToken } = await activated();
    const [before] = await listSigningKeys(ground.ctx);
    expect(await rotateSigningKeyWhenDue(ground.ctx)).toBeNull();
    const next = await rotateSigningKey(ground.ctx);
    expect(next.signsFrom).toBeGreaterThan(Date.now());
    expect((await publicKeySet(ground.ctx)).keys.map(({ kid }) => kid).sort()).toEqual([before?.kid, next.kid].sort());
    expect(await verifyAccessToken(freshWorld(), accessToken)).toBeTruthy();
    const { accessToken: still } = await activated();
    expect(JSON.parse(Buffer.from(still.split(".")[0] ?? "", "base64url").toString())).toMatchObject({
      kid: before?.kid,
    });
  });

  it("in wrong hands end within a second, and installations refresh by themselves", async () => {
    const { accessToken, refreshToken } = await activated();
    await verifyAccessToken(ground.ctx, accessToken);
    const next = await rotateSigningKey(ground.ctx, { atOnce: true, reason: "a backup was lost" });
    await vi.waitFor(
      async () => expect(await refusal(verifyAccessToken(ground.ctx, accessToken))).toBe("AUTHENTICATION_ERROR"),
      soon,
    );
    const fresh = await refresh(refreshToken);
    expect(await verifyAccessToken(freshWorld(), fresh.accessToken)).toBeTruthy();
    expect((await publicKeySet(ground.ctx)).keys.map(({ kid }) => kid)).toEqual([next.kid]);
    const [entry] = await ground.rows<{ chain: string; reason: string }>(
      `select chain, reason from audit.journal_entry where entity_id = $1`,
      next.kid,
    );
    expect(entry).toEqual({ chain: "deployment", reason: "a backup was lost" });
  });

  it("that cannot be opened spend no code", async () => {
    const text = await code();
    const other = { ...nobody(), env: { ...ground.ctx.env, ENCRYPTION_KEY: Buffer.alloc(32, 1).toString("base64") } };
    const given = { code: text, origin: ORIGIN, stated: null };
    expect(await refusal(redeemActivationCode(other, given))).toBe("UNAVAILABLE");
    expect((await redeem(text)).installation.domain).toBe(DOMAIN);
  });
});
