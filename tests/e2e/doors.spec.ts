import fs from "node:fs";
import http from "node:http";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { demo, loginOf } from "../support/demo";
import { digestOfTenant } from "../support/tenant-digest";
import { ACTIONS, PAGES, VISITORS, whoGetsIn, type ActionDoor, type Visitor } from "../support/web-doors";

// Over HTTP and without a browser: what the built app lets in, held against the table. Wayne is the organization that is
// meant; no other test touches it.
const ORGANIZATION = "Wayne";
const SLUG = "wayne";
/** Actions that a package brings along; each was read: one does nothing outside development, one drops a cookie of the caller's. */
const OF_PACKAGES = ["@clerk/nextjs deleteKeylessAction", "@clerk/nextjs invalidateCacheAction"];
const WITHOUT_A_PAGE = new Set(["/_global-error", "/_not-found"]);

interface Built {
  /** Folder of each page. */
  readonly pages: readonly string[];
  /** "file name" → id and the address of a page that knows it. */
  readonly actions: ReadonlyMap<string, { readonly id: string; readonly page: string }>;
}

interface ActionManifest {
  readonly node: Readonly<
    Record<string, { readonly workers: Readonly<Record<string, unknown>>; filename: string; exportedName: string }>
  >;
}

const readBuild = (name: string): unknown => JSON.parse(fs.readFileSync(`.next/server/${name}`, "utf8"));

function built(): Built {
  const paths = Object.keys(readBuild("app-paths-manifest.json") as Record<string, string>);
  const pages = paths.filter((path) => path.endsWith("/page")).map((path) => path.slice(0, -"/page".length) || "/");
  const { node } = readBuild("server-reference-manifest.json") as ActionManifest;
  const actions = Object.entries(node).map(([id, { filename, exportedName, workers }]) => {
    const known = Object.keys(workers).map((worker) => worker.slice("app".length, -"/page".length));
    const name = `${filename.replace(/^app\//, "")} ${exportedName}`;
    return [name, { id, page: known.find((page) => !page.includes("[")) ?? known[0] ?? "/" }] as const;
  });
  return { pages: pages.filter((page) => !WITHOUT_A_PAGE.has(page)), actions: new Map(actions) };
}

/** The address of a page: folders in round brackets fall away, names get an example. */
const addressOf = (page: string): string =>
  page
    .replace(/\/\([^)]+\)/g, "")
    .replace("/admin/organizations/[org]", `/admin/organizations/${organization}`)
    .replace("[entry]", "jrn_0")
    .replace("[token]", "no-such-token")
    .replace("[org]", SLUG)
    .replace("[code]", "limit_exceeded")
    .replace("[event]", "evt_0")
    .replace("[screen]/[state]", "pricing/ready")
    .replace("[id]", "0") || "/";

/** Who must not learn that there is such an organization. */
const OUTSIDERS: readonly Visitor[] = ["nobody", "stranger", "removed", "operator"];
const ABOUT_ONE_THING = /\[(?:entry|event|id)\]$/;

type Outcome = "in" | "sign-in" | "absent" | "refused";

let cookies: ReadonlyMap<Visitor, string>;
let organization: string;
let key: string;
let member: string;
const app = built();

const origin = (): string => new URL(demo().web).origin;

async function query<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: demo().databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** Calls an action as the browser does: its id in a header, its arguments as React writes them. */
async function act(name: string, door: Pick<ActionDoor, "given" | "form">, headers: Record<string, string>) {
  const { id, page } = app.actions.get(name) ?? { id: "", page: "/" };
  const filled = (door.given ?? []).map((value) =>
    value === "{org}"
      ? name.startsWith("admin/")
        ? organization
        : SLUG
      : value === "{key}"
        ? key
        : value === "{member}"
          ? member
          : value,
  );
  const body = new FormData();
  for (const [field, value] of Object.entries(door.form ?? {})) body.set(`_1_${field}`, value);
  body.set("0", JSON.stringify(door.form ? [...filled, "$K1"] : filled));
  return fetch(`${origin()}${addressOf(page)}`, {
    method: "POST",
    redirect: "manual",
    headers: { "next-action": id, accept: "text/x-component", origin: origin(), ...headers },
    body,
  });
}

async function cookieOf({ email, password }: { email: string; password: string }): Promise<string> {
  const answer = await act("(auth)/actions.ts signInAction", { given: [{}], form: { email, password } }, {});
  const kept = answer.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  expect(kept.length, email).toBeGreaterThan(0);
  return kept.join("; ");
}

test.beforeAll(async () => {
  // The demonstration's story is told through Stripe, whose last words may still be on their way.
  const unheard = "select count(*)::int as n from inbox_event where processed_at is null and dead_at is null";
  await expect.poll(() => query<{ n: number }>(unheard, []).then(([row]) => row?.n), { timeout: 60_000 }).toBe(0);
  const login = (organization: string, role: string) => cookieOf(loginOf(organization, role));
  const operator = demo().logins.find(({ role }) => role === "OPERATOR");
  if (!operator) throw new Error("the demonstration has no operator");
  const removed = loginOf("Globex", "VIEWER");
  cookies = new Map<Visitor, string>([
    ["stranger", await login("Globex", "OWNER")],
    ["removed", await cookieOf(removed)],
    ["viewer", await login(ORGANIZATION, "VIEWER")],
    ["member", await login(ORGANIZATION, "MEMBER")],
    ["admin", await login(ORGANIZATION, "ADMIN")],
    ["owner", await login(ORGANIZATION, "OWNER")],
    ["operator", await cookieOf(operator)],
  ]);
  const [found] = await query<{ id: string; key: string; member: string }>(
    `select o.id, (select k.id from api_key k where k.organization_id = o.id limit 1) as key,
        (select m.id from membership m where m.organization_id = o.id and m.role = 'VIEWER' limit 1) as member
      from organization o where slug = $1`,
    [SLUG],
  );
  if (!found) throw new Error(`there is no ${ORGANIZATION}`);
  organization = found.id;
  key = found.key;
  member = found.member;
  const membership = ["mbr_0000000000000000000000000000d00f", organization, removed.email];
  // One that a run which was cut off has left behind.
  await query("delete from membership where id = $1", membership.slice(0, 1));
  await query(
    "insert into membership (id, organization_id, user_id, role, created_at) select $1, $2, id, 'ADMIN', now() from app_user where email = $3",
    membership,
  );
  expect(await visit("/(portal)/orgs/[org]", "removed")).toBe("in");
  await query("delete from membership where id = $1", membership.slice(0, 1));
});

async function visit(page: string, who: Visitor): Promise<Outcome> {
  const answer = await fetch(`${origin()}${addressOf(page)}`, { redirect: "manual", headers: headersOf(who) });
  const location = answer.headers.get("location");
  const text = await answer.text();
  // A page that had begun to be sent says it at its end.
  if (location?.includes("/sign-in") || /NEXT_REDIRECT;\w+;\/sign-in/.test(text)) return "sign-in";
  if (answer.status === 404 || text.includes("NEXT_HTTP_ERROR_FALLBACK;404")) {
    if (OUTSIDERS.includes(who)) expect(text, `${who} at ${page}`).not.toContain(ORGANIZATION);
    return "absent";
  }
  expect(answer.status, `${who} at ${page}`).toBeLessThan(400);
  return "in";
}

const headersOf = (who: Visitor): Record<string, string> => {
  const cookie = cookies.get(who);
  return cookie ? { cookie } : {};
};

const REFUSED = /Your role in this organization does not allow this|No such organization|There is nothing here\./;

async function tryAction(name: string, door: ActionDoor, headers: Record<string, string>): Promise<Outcome> {
  const answer = await act(name, door, headers);
  const text = await answer.text();
  const leadsTo = answer.headers.get("x-action-redirect") ?? answer.headers.get("location") ?? "";
  if (/^(?:https?:\/\/[^/]+)?\/sign-in/.test(leadsTo)) return "sign-in";
  if (answer.status === 404) return "absent";
  return REFUSED.test(text) || answer.status >= 500 ? "refused" : "in";
}

test("every page and every action of the build stands in the table, and no other", () => {
  expect(Object.keys(PAGES).toSorted()).toEqual([...app.pages].toSorted());
  const [ours, theirs] = [false, true].map((wanted) =>
    [...app.actions.keys()].filter((name) => name.startsWith("node_modules/") === wanted).toSorted(),
  );
  expect(Object.keys(ACTIONS).toSorted()).toEqual(ours);
  expect(theirs?.map((name) => name.replace(/^node_modules\/(.*)\/dist\/.*\.js /, "$1 "))).toEqual(OF_PACKAGES);
});

test("a page turns away everybody else, and nothing comes of it", async () => {
  const before = await digestOfTenant(demo().databaseUrl, organization);
  for (const [page, door] of Object.entries(PAGES)) {
    const refused = VISITORS.filter((who) => !whoGetsIn(door).includes(who));
    const got = await Promise.all(refused.map(async (who) => [who, await visit(page, who)] as const));
    expect(got, page).toEqual(refused.map((who) => [who, who === "nobody" ? "sign-in" : "absent"]));
  }
  expect(await digestOfTenant(demo().databaseUrl, organization)).toBe(before);
});

/** Everybody may come, but who has not given a password yet begins there. */
const SECOND_STEP = "/(auth)/sign-in/code";

test("a page lets in whom the table says", async () => {
  expect(await visit(SECOND_STEP, "nobody")).toBe("sign-in");
  for (const [page, door] of Object.entries(PAGES).filter(([name]) => name !== SECOND_STEP)) {
    // A page about one thing by its id has none to show here; that is as good as being let in.
    const lenient = door === "everybody" || ABOUT_ONE_THING.test(page);
    const got = await Promise.all(whoGetsIn(door).map(async (who) => [who, await visit(page, who)] as const));
    const turnedAway = got.filter(([, outcome]) => (lenient ? outcome === "sign-in" : outcome !== "in"));
    expect(turnedAway, page).toEqual([]);
  }
});

test("an action refuses everybody else, and nothing comes of it", async () => {
  const before = await digestOfTenant(demo().databaseUrl, organization);
  for (const [name, door] of Object.entries(ACTIONS)) {
    const refused = VISITORS.filter((who) => !whoGetsIn(door.letsIn).includes(who));
    for (const who of refused) {
      const outcome = await tryAction(name, door, headersOf(who));
      expect(outcome, `${who}: ${name}`).toBe(who === "nobody" ? "sign-in" : "refused");
    }
  }
  expect(await digestOfTenant(demo().databaseUrl, organization)).toBe(before);
});

test("an action takes nothing from another site, whoever's cookie comes along", async () => {
  const before = await digestOfTenant(demo().databaseUrl, organization);
  for (const [name, door] of Object.entries(ACTIONS))
    for (const foreign of ["https://evil.example", "null"]) {
      const answer = await act(name, door, { ...headersOf("owner"), origin: foreign });
      const text = await answer.text();
      expect(answer.headers.getSetCookie(), name).toEqual([]);
      expect(answer.status >= 500 || /did not come from a page of this site/.test(text), `${name}: ${text}`).toBe(true);
    }
  expect(await digestOfTenant(demo().databaseUrl, organization)).toBe(before);
});

test("no header talks the app past its guards", async () => {
  const around: readonly Record<string, string>[] = [
    { "x-middleware-subrequest": Array(5).fill("middleware").join(":") },
    { "x-middleware-subrequest": Array(5).fill("src/middleware").join(":") },
    { "x-middleware-prefetch": "1", purpose: "prefetch" },
    { "x-weir-path": "/pricing", "x-nonce": "mine" },
    { "x-original-url": "/pricing", "x-rewrite-url": "/pricing", "x-forwarded-host": "evil.example" },
    { rsc: "1", "next-router-prefetch": "1" },
  ];
  for (const headers of around)
    for (const path of [`/orgs/${SLUG}`, "/admin", "/settings/profile"]) {
      const answer = await fetch(`${origin()}${path}`, { redirect: "manual", headers });
      const said = `${answer.headers.get("location") ?? ""}${await answer.text()}`;
      expect(said, `${path} ${JSON.stringify(headers)}`).not.toContain(ORGANIZATION);
      expect(answer.status === 307 || said.includes("/sign-in"), `${path} ${JSON.stringify(headers)}`).toBe(true);
      expect(answer.headers.get("location") ?? "/").not.toContain("evil.example");
    }
  for (const name of ["x-http-method-override", "x-method-override", "x-http-method"]) {
    const answer = await fetch(`${origin()}/v1/me/usage?_method=DELETE`, { headers: { [name]: "DELETE" } });
    expect(answer.status, name).toBe(401);
  }
});

test("what Next would answer bare or break at is a problem", async () => {
  for (const [method, path, status] of [
    ["GET", "/v1/entitlements/%E0%A4%A", 400],
    ["GET", "/v1/holds/%ff", 400],
    ["DELETE", "/v1/usage", 405],
    ["GET", "/api/webhooks/stripe", 405],
  ] as const) {
    const answer = await fetch(`${origin()}${path}`, { method });
    expect(answer.status, path).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.headers.get("allow") ?? "", path).toBe(
      status === 405 ? (method === "GET" ? "POST" : "GET, POST") : "",
    );
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  }
});

test("TRACE, which would show a page what its cookies are, is answered by nobody", async () => {
  const { hostname, port } = new URL(origin());
  // A browser's fetch refuses to send it.
  const ask = (path: string) =>
    new Promise<http.IncomingMessage>((resolve, reject) =>
      http
        .request({ hostname, port, path, method: "TRACE", headers: { cookie: "weir.session_token=mine" } }, resolve)
        .once("error", reject)
        .end(),
    );
  for (const path of ["/", "/v1/usage", "/nothing-here"]) {
    const answer = await ask(path);
    const body = Buffer.concat(await answer.toArray()).toString();
    expect(answer.statusCode, path).toBe(405);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect(JSON.parse(body)).toMatchObject({ code: "METHOD_NOT_ALLOWED", status: 405 });
    expect(body).not.toContain("mine");
  }
});

test("a body that is too large for its door is refused, and not read to its end", async () => {
  const large = "x".repeat(2 * 1024 * 1024);
  const json = { "content-type": "application/json", authorization: `Bearer ${demo().apiKeys[0]?.key ?? ""}` };
  for (const [path, headers] of [
    ["/v1/usage", json],
    ["/api/webhooks/stripe", { "stripe-signature": "t=1,v1=0" }],
  ] as const) {
    const answer = await fetch(`${origin()}${path}`, { method: "POST", headers, body: large });
    expect(answer.status, path).toBe(413);
  }
  const name = "(portal)/orgs/new/actions.ts createOrganizationAction";
  const answer = await act(name, { given: [{}], form: { name: large } }, headersOf("owner"));
  expect(answer.status).toBeGreaterThanOrEqual(400);
});
