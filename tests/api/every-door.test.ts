import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as replay from "@/app/api/admin/webhooks/replay/route";
import { contracts } from "@/app/v1/contracts";
import { postWebhookReplay } from "@/app/api/admin/webhooks/replay/contract";
import { gatewayApp } from "@/gateway/app";
import { DOORS, verdict, type Door } from "./doors.table";
import { EVERYBODY, openTown, type Somebody, type Town } from "./everybody";

/** What only Next serves. */
const BESIDE_THE_GATEWAY = new Map([["/api/admin/webhooks/replay", replay.POST]]);

const CODES: Readonly<Record<number, string>> = { 401: "AUTHENTICATION_ERROR", 403: "FORBIDDEN", 404: "NOT_FOUND" };

const methodOf = (name: string): string => name.split(" ")[0] ?? "";
const templateOf = (name: string): string => name.split(" ")[1] ?? "";

describe("who gets through which door", () => {
  let town: Town;
  beforeAll(async () => {
    const app = gatewayApp();
    town = await openTown((request) => {
      const beside = BESIDE_THE_GATEWAY.get(new URL(request.url).pathname);
      return beside ? beside(request, { params: Promise.resolve({}) }) : app.fetch(request);
    });
  });
  afterAll(() => town?.close());

  it("is written down for every door there is, and for no other", () => {
    const there = [...contracts, postWebhookReplay].map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(DOORS).toSorted()).toEqual(there.toSorted());
  });

  const knock = async (name: string, door: Door, who: Somebody) => {
    const path = (await door.at?.(town)) ?? templateOf(name);
    return town.knock(who, methodOf(name), path, door.body?.(town), door.headers?.());
  };

  it.each(Object.entries(DOORS))("%s", async (name, door) => {
    const refused = EVERYBODY.filter((who) => verdict(door, who) !== true);
    const [acme, globex] = [await town.rowsOf(town.acme), await town.rowsOf(town.globex)];
    const got: Record<string, number> = {};
    for (const who of refused) {
      const answer = await knock(name, door, who);
      const part = door.inside ? answer.body.results?.[0] : undefined;
      got[who] = part?.status ?? answer.status;
      if (!part) expect(answer.headers.get("content-type"), who).toContain("application/problem+json");
      expect(part?.error?.code ?? answer.body.code, `${who}: ${answer.text}`).toBe(CODES[got[who]]);
      expect(answer.text, who).not.toMatch(/Acme|Globex/);
    }
    expect(got).toEqual(Object.fromEntries(refused.map((who) => [who, verdict(door, who)])));
    if (!preparesByWriting(door, name)) expect(await town.rowsOf(town.acme)).toBe(acme);
    for (const who of EVERYBODY.filter((each) => verdict(door, each) === true)) {
      const answer = await knock(name, door, who);
      expect(door.ok, `${who}: ${answer.text.slice(0, 300)}`).toContain(answer.status);
    }
    expect(await town.rowsOf(town.globex)).toBe(globex);
  });
});

/** A hold has to be there before somebody can knock at it. */
const preparesByWriting = (door: Door, name: string): boolean => door.at !== undefined && name.includes("/holds/");
