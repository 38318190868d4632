// A vendor's API, metered by Weir in three ways. `node examples/vendor-api/server.mjs [organization]`, after `npm start`.
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import express from "express";
import { Weir, WeirError, weirQuota } from "../../sdk/node/src/index.js"; // in a project of your own: "@weir/node"

const demoFile = new URL("../../.weir/demo.json", import.meta.url);
const demo = existsSync(demoFile) ? JSON.parse(readFileSync(demoFile, "utf8")) : { apiKeys: [] };
const keys = demo.apiKeys.filter(({ scopes }) => scopes.includes("usage:write"));
const keyOf = (name) => keys.find(({ organization }) => organization.toLowerCase() === name.toLowerCase());
// Globex stands one call before its limit, so the second call shows what this is about.
const demoKey = process.argv[2] ? keyOf(process.argv[2]) : (keyOf("Globex") ?? keys[0]);
const apiKey = process.env.WEIR_API_KEY ?? demoKey?.key;
if (!apiKey) throw new Error("No API key: run `npm start` first, or set WEIR_API_KEY and GATEWAY_URL.");
const baseUrl = process.env.GATEWAY_URL ?? demo.gateway ?? "http://localhost:3001";
// Queued events are counted for whoever's key sends them: a directory for each customer.
const folder = process.env.WEIR_API_KEY ? "own-key" : encodeURIComponent(demoKey.organization);
const directory =
  process.env.VENDOR_QUEUE ?? fileURLToPath(new URL(`../../.weir/vendor-queue/${folder}`, import.meta.url));

const weir = new Weir({
  apiKey,
  baseUrl,
  queue: {
    directory,
    intervalMs: 200,
    // The demonstration's clock can be moved, this computer's cannot: events are counted when they arrive.
    stamp: false,
    onRefused: (event, problem) => console.log(`Not counted: ${event.endpoint}: ${problem.detail}`),
    onProblem: (error) => console.error(`Queued events wait: ${error.message}`),
  },
});
const app = express();

// Charged before the work: the units are taken, or the route does not run.
app.get(
  "/forecast",
  weirQuota(weir, { meter: "api_calls", event: () => ({ endpoint: "/forecast" }) }),
  (request, response) => {
    const { remaining, resetsAt } = request.weir.event;
    response.json({ forecast: "rain, then sun", callsLeft: remaining ?? "unlimited", resetsAt });
  },
);

// Charged for success: a call is held while the work is done, and given back when it fails.
const STATIONS = { berlin: 21, oslo: 14 };
app.get(
  "/stations/:city",
  weirQuota(weir, { meter: "api_calls", chargeWhen: "succeeded", event: () => ({ endpoint: "/stations" }) }),
  async (request, response) => {
    await sleep(50); // asking the station takes a moment
    const celsius = STATIONS[request.params.city];
    if (celsius === undefined) return problem(response, 404, "NO_SUCH_STATION", "There is no station in that city.");
    response.json({ celsius, callsLeftWhenCharged: request.weir.remaining ?? "unlimited" });
  },
);

// Counted afterwards: a map tile is served whatever happens, and told to Weir when there is time.
app.get("/tiles/:tile", async (request, response) => {
  await weir.track({ meter: "api_calls", endpoint: "/tiles" });
  response.json({ tile: request.params.tile });
});

// What stands between this API and Weir is not the customer's fault: he gets a problem, and the log the reason.
app.use((error, request, response, next) => {
  if (response.headersSent) return next(error);
  console.error(error.message);
  if (!(error instanceof WeirError)) return problem(response, 500, "INTERNAL_ERROR", "This should not have happened.");
  if (error.code === "AUTHENTICATION_ERROR")
    console.error("Is the key of an earlier start still in use? Start this API again.");
  return problem(response, 503, "METERING_MISCONFIGURED", "Usage cannot be counted at the moment. We have been told.");
});

function problem(response, status, code, detail) {
  response.status(status).type("application/problem+json");
  response.end(JSON.stringify({ type: "about:blank", title: code, status, code, detail }));
}

const server = app.listen(Number(process.env.VENDOR_PORT ?? 4000), "localhost", (error) => {
  if (error) throw error;
  const root = `http://localhost:${server.address().port}`;
  const route = `${root}/forecast`;
  const customer = process.env.WEIR_API_KEY ? "the key in WEIR_API_KEY" : demoKey.organization;
  console.log(`The forecast is sold at ${route}; calls are counted for ${customer}.\n
  one call           curl -i ${route}
  until it stops     while curl -sf ${route}; do echo; done; curl -i ${route}
  only if it works   curl -i ${root}/stations/berlin; curl -i ${root}/stations/atlantis
  counted later      curl -i ${root}/tiles/7

The refusal is a 402 whose upgradeUrl leads to the plan that helps. Pay there, and the same call goes through again.`);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    server.close();
    await weir.close();
    process.exit();
  });
}
