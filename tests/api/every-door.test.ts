import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as orgAudit from "@/app/(portal)/orgs/[org]/audit/csv/route";
import * as orgMembers from "@/app/(portal)/orgs/[org]/members/csv/route";
import * as orgUsage from "@/app/(portal)/orgs/[org]/usage/csv/route";
import * as adminAudit from "@/app/admin/audit/csv/route";
import * as adminOrganizations from "@/app/admin/organizations/csv/route";
import * as replay from "@/app/api/admin/webhooks/replay/route";
import { gatewayApp } from "@/gateway/app";
import type { Handler } from "@/lib/http";
import { routeMethods } from "../../scripts/route-methods.mjs";
import { DOORS, OPEN, verdict, type Door } from "./doors.table";
import { EVERYBODY, openTown, type Somebody, type Town } from "./everybody";

/** What only Next serves; the organization of an address is its third part. */
const BESIDE_THE_GATEWAY: readonly (readonly [RegExp, Handler])[] = [
  [/^\/orgs\/[^/]+\/audit\/csv$/, orgAudit.GET],
  [/^\/orgs\/[^/]+\/members\/csv$/, orgMembers.GET],
  [/^\/orgs\/[^/]+\/usage\/csv$/, orgUsage.GET],
  [/^\/admin\/audit\/csv$/, adminAudit.GET],
  [/^\/admin\/organizations\/csv$/, adminOrganizations.GET],
  [/^\/api\/admin\/webhooks\/replay$/, replay.POST],
];

/** Where a route is a file, it is sent on as a text of JSON, which is what the harness reads. */
const asJson = async (answer: Response): Promise<Response> =>
  answer.headers.get("content-type")?.startsWith("text/csv")
    ? new Response(JSON.stringify(await answer.text()), { status: answer.status, headers: answer.headers })
    : answer;

const CODES: Readonly<Record<number, string>> = { 401: "AUTHENTICATION_ERROR", 403: "FORBIDDEN", 404: "NOT_FOUND" };

const methodOf = (name: string): string => name.split(" ")[0] ?? "";
const templateOf = (name: string): string => name.split(" ")[1] ?? "";

describe("who gets through which door", () => {
  let town: Town;
  beforeAll(async () => {
    const app = gatewayApp();
    town = await openTown((request) => {
      const { pathname } = new URL(request.url);
      const beside = BESIDE_THE_GATEWAY.find(([path]) => path.test(pathname))?.[1];
      const org = pathname.split("/")[2] ?? "";
      return beside ? beside(request, { params: Promise.resolve({ org }) }).then(asJson) : app.fetch(request);
    });
  });
  afterAll(() => town?.close());

  it("is written down for every door there is, and for no other", () => {
    const there = Object.entries(routeMethods()).flatMap(([path, methods]) =>
      methods.map((method) => `${method} ${path.replaceAll("[", "{").replaceAll("]", "}")}`),
    );
    expect([...Object.keys(DOORS), ...Object.keys(OPEN)].toSorted()).toEqual(there.toSorted());
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
