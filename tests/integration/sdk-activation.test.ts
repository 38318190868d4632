import { afterEach, describe, expect, it, vi } from "vitest";
import { createActivationCode, listInstallations, revokeInstallation, rotateSigningKey } from "@/lib/activation";
import { sqlOf } from "@/lib/platform/db";
import { activate, memoryStorage, type ActivationStorage } from "@/sdk/node/src/entries/activation.js";
import { losingAnswers, runningGateway, soon } from "./sdk.fixture";

const gateway = runningGateway();
afterEach(() => vi.unstubAllGlobals());

const DOMAIN = "plugin.example";
const codeFor = async (organization: string): Promise<string> =>
  (await createActivationCode(gateway.as(organization), { domain: DOMAIN })).text;
const options = (more: Partial<Parameters<typeof activate>[0]> = {}) => ({
  baseUrl: gateway.url(),
  domain: DOMAIN,
  storage: memoryStorage(),
  ...more,
});
interface Kept {
  readonly accessToken: string;
  readonly refreshToken: string;
  expiresAt: number;
}
const keptIn = async (storage: ActivationStorage): Promise<Kept> => JSON.parse((await storage.read()) ?? "{}") as Kept;
/** As if the access token had been given some minutes ago. */
async function ageTokens(storage: ActivationStorage): Promise<void> {
  await storage.write(JSON.stringify({ ...(await keptIn(storage)), expiresAt: Date.now() - 1 }));
}
const generationOf = async (organization: string): Promise<number | undefined> =>
  (await listInstallations(gateway.as(organization))).installations[0]?.generation;
const usage = (key: string): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ meter: "api_calls", units: 1, idempotencyKey: key }),
});

/** What a browser with several tabs has, by the Web Locks standard: one holder for each name, the others wait. */
function webLocks() {
  const last = new Map<string, Promise<unknown>>();
  return {
    request: <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const mine = (last.get(name) ?? Promise.resolve()).then(work, work);
      last.set(
        name,
        mine.catch(() => undefined),
      );
      return mine;
    },
  };
}

describe("activate", () => {
  it("turns a code into an installation that reports usage, and goes on from its storage", async () => {
    const { id } = await gateway.customer("Acme");
    const storage = memoryStorage();
    const first = await activate(options({ code: ` ${await codeFor(id)}\n`, storage }));
    expect(first).toMatchObject({ active: true, organization: id });
    expect((await first.fetch("/v1/usage", usage("one"))).status).toBe(201);
    const later = await activate(options({ storage }));
    expect(later.installation).toBe(first.installation);
    expect((await later.fetch("v1/check", { ...usage(""), body: '{"meter":"api_calls"}' })).status).toBe(200);
    await expect(later.fetch("https://evil.example/v1/usage")).rejects.toThrow(TypeError);
    for (const each of [first, later]) each.stop();
  });

  it("says why a code is not accepted, and stores nothing", async () => {
    const storage = memoryStorage();
    const refused = activate(options({ code: "weir_act_0", storage }));
    await expect(refused).rejects.toMatchObject({ code: "AUTHENTICATION_ERROR" });
    expect(await storage.read()).toBeNull();
  });

  it("without a code and with nothing stored asks for one, and waits for it", async () => {
    const { id } = await gateway.customer("Initech");
    const onReactivationRequired = vi.fn();
    const activation = await activate(options({ onReactivationRequired }));
    expect(activation.active).toBe(false);
    await expect(activation.accessToken()).rejects.toMatchObject({ code: "REACTIVATION_REQUIRED" });
    expect(onReactivationRequired).toHaveBeenCalledTimes(1);
    await activation.redeem(await codeFor(id));
    expect((await activation.fetch("v1/usage", usage("two"))).status).toBe(201);
    activation.stop();
  });
});

describe("two tabs of one site", () => {
  it("with Web Locks refresh once, and both have the tokens", async () => {
    vi.stubGlobal("navigator", { locks: webLocks() });
    const { id } = await gateway.customer("Tabs");
    const storage = memoryStorage();
    const first = await activate(options({ code: await codeFor(id), storage }));
    const second = await activate(options({ storage }));
    await ageTokens(storage);
    const tabs = [first, second].map((tab) => {
      tab.stop();
      return activate(options({ storage }));
    });
    const asked = (await Promise.all(tabs)).flatMap((tab) => [tab.accessToken(), tab.accessToken(), tab.accessToken()]);
    expect(new Set(await Promise.all(asked)).size).toBe(1);
    expect(await generationOf(id)).toBe(2);
    for (const tab of tabs) (await tab).stop();
  });

  it("without Web Locks both refresh, and get the same successor", async () => {
    vi.stubGlobal("navigator", {});
    const { id } = await gateway.customer("Old browser");
    const storage = memoryStorage();
    (await activate(options({ code: await codeFor(id), storage }))).stop();
    await ageTokens(storage);
    // Each tab has read the storage before the other has written it.
    const seen = await storage.read();
    const apart = [memoryStorage(), memoryStorage()];
    for (const each of apart) await each.write(seen ?? "");
    const tabs = await Promise.all(apart.map((each) => activate(options({ storage: each }))));
    await Promise.all(tabs.map((tab) => tab.accessToken()));
    const [one, other] = await Promise.all(apart.map(keptIn));
    expect(one?.refreshToken).toBe(other?.refreshToken);
    expect(await generationOf(id)).toBe(2);
    expect((await tabs[1]?.fetch("v1/usage", usage("three")))?.status).toBe(201);
    for (const tab of tabs) tab.stop();
  });
});

describe("an activation", () => {
  it("survives an answer that got lost: the same successor is asked for again", async () => {
    const { id } = await gateway.customer("Lossy");
    const storage = memoryStorage();
    (await activate(options({ code: await codeFor(id), storage }))).stop();
    await ageTokens(storage);
    const lossy = await losingAnswers(gateway.url());
    lossy.lose(1);
    const activation = await activate(options({ storage, baseUrl: lossy.url }));
    await activation.accessToken();
    expect(await generationOf(id)).toBe(2);
    expect((await activation.fetch("v1/usage", usage("four"))).status).toBe(201);
    activation.stop();
    await lossy.close();
  });

  it("refreshes by itself before its token ends", async () => {
    const { id } = await gateway.customer("Timely");
    const storage = memoryStorage();
    (await activate(options({ code: await codeFor(id), storage }))).stop();
    const kept = await keptIn(storage);
    // Due in a moment: a minute before its end, and up to ten seconds for tabs not to come together.
    await storage.write(JSON.stringify({ ...kept, expiresAt: Date.now() + 50_000 }));
    const activation = await activate(options({ storage }));
    await vi.waitFor(async () => expect(await generationOf(id)).toBe(2), soon);
    await vi.waitFor(async () => expect((await keptIn(storage)).refreshToken).not.toBe(kept.refreshToken), soon);
    activation.stop();
  });

  it("that was revoked asks for a new code, once, and works again with it", async () => {
    const { id } = await gateway.customer("Revoked");
    const onReactivationRequired = vi.fn();
    const storage = memoryStorage();
    const activation = await activate(options({ code: await codeFor(id), storage, onReactivationRequired }));
    await revokeInstallation(gateway.as(id), activation.installation ?? "");
    const asked = () => activation.fetch("v1/check", { ...usage(""), body: '{"meter":"api_calls"}' });
    await vi.waitFor(() => expect(asked()).rejects.toMatchObject({ code: "REACTIVATION_REQUIRED" }), soon);
    expect(activation.active).toBe(false);
    await expect(activation.accessToken()).rejects.toMatchObject({ code: "REACTIVATION_REQUIRED" });
    expect(onReactivationRequired).toHaveBeenCalledTimes(1);
    expect(await storage.read()).toBeNull();
    await activation.redeem(await codeFor(id));
    expect((await activation.fetch("v1/usage", usage("six"))).status).toBe(201);
    activation.stop();
  });

  it("goes on when the keys are changed at once: a 401 leads to a new token and the request is repeated", async () => {
    const { id } = await gateway.customer("Rotated");
    const activation = await activate(options({ code: await codeFor(id) }));
    const before = await activation.accessToken();
    await rotateSigningKey(gateway.as(null), { atOnce: true });
    await vi.waitFor(async () => {
      expect((await activation.fetch("v1/usage", usage(`seven-${Math.random()}`))).status).toBeLessThan(500);
      expect(await activation.accessToken()).not.toBe(before);
    }, soon);
    expect((await activation.fetch("v1/check", { ...usage(""), body: '{"meter":"api_calls"}' })).status).toBe(200);
    activation.stop();
  });

  it("keeps its tokens while Weir is away, and says so", async () => {
    const { id } = await gateway.customer("Offline");
    const storage = memoryStorage();
    (await activate(options({ code: await codeFor(id), storage }))).stop();
    await ageTokens(storage);
    const onReactivationRequired = vi.fn();
    const away = await activate(options({ storage, baseUrl: "http://127.0.0.1:9", onReactivationRequired }));
    await expect(away.accessToken()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    away.stop();
    expect(onReactivationRequired).not.toHaveBeenCalled();
    const back = await activate(options({ storage }));
    expect((await back.fetch("v1/usage", usage("eight"))).status).toBe(201);
    back.stop();
    const rows = await sqlOf(gateway.as(id).db).query<{ n: number }>(
      "select count(*)::int as n from installation where revoked_because = 'REUSE'",
    );
    expect(rows[0]?.n).toBe(0);
  });
});
