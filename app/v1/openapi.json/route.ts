import { json, openApi, respond, world } from "@/lib/http";
import { contracts } from "../contracts";
import { problemSchema } from "../fields";

/** Of the product; package.json says the same, and a test compares. */
const API_VERSION = "0.1.0";

/** The description of the API, made from the contracts that the routes check with. */
export function GET(): Response {
  const { GATEWAY_URL, WEIR_URL } = world().env;
  const servers = [
    { url: GATEWAY_URL, description: "The metering gateway" },
    { url: WEIR_URL, description: "The web process" },
  ];
  return respond(json({ ...openApi(contracts, problemSchema, API_VERSION), servers }, 200, {
    "cache-control": "public, max-age=300",
    "access-control-allow-origin": "*",
  }));
}
