// A vendor's API: one route, metered by Weir. `node examples/vendor-api/server.mjs [organization]`, after `npm start`.
import { existsSync, readFileSync } from "node:fs";
import express from "express";
import { Weir, weirQuota } from "../../sdk/node/src/index.js"; // in a project of your own: "@weir/node"

const demoFile = new URL("../../.weir/demo.json", import.meta.url);
const demo = existsSync(demoFile) ? JSON.parse(readFileSync(demoFile, "utf8")) : { apiKeys: [] };
const keys = demo.apiKeys.filter(({ scopes }) => scopes.includes("usage:write"));
const keyOf = (name) => keys.find(({ organization }) => organization.toLowerCase() === name.toLowerCase());
// Globex stands one call before its limit, so the second call shows what this is about.
const demoKey = process.argv[2] ? keyOf(process.argv[2]) : (keyOf("Globex") ?? keys[0]);
const apiKey = process.env.WEIR_API_KEY ?? demoKey?.key;
if (!apiKey) throw new Error("No API key: run `npm start` first, or set WEIR_API_KEY and GATEWAY_URL.");
const baseUrl = process.env.GATEWAY_URL ?? demo.gateway ?? "http://localhost:3001";

const weir = new Weir({ apiKey, baseUrl });
const app = express();

app.get(
  "/forecast",
  weirQuota(weir, { meter: "api_calls", event: () => ({ endpoint: "/forecast" }) }),
  (request, response) => {
    const { remaining, resetsAt } = request.weir.event;
    response.json({ forecast: "rain, then sun", callsLeft: remaining ?? "unlimited", resetsAt });
  },
);

const server = app.listen(Number(process.env.VENDOR_PORT ?? 4000), "localhost", (error) => {
  if (error) throw error;
  const route = `http://localhost:${server.address().port}/forecast`;
  const customer = process.env.WEIR_API_KEY ? "the key in WEIR_API_KEY" : demoKey.organization;
  console.log(`The forecast is sold at ${route}; calls are counted for ${customer}.\n
  one call           curl -i ${route}
  until it stops     while curl -sf ${route}; do echo; done; curl -i ${route}

The refusal is a 402 whose upgradeUrl leads to the plan that helps. Pay there, and the same call goes through again.`);
});
