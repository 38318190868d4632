import { json, openApi } from "@/lib/http";
import { contracts } from "../contracts";
import { problemSchema } from "../fields";

/** Of the product; package.json says the same, and a test compares. */
const API_VERSION = "0.1.0";

/** The description of the API, made from the contracts that the routes check with. */
export const GET = (): Response =>
  json(openApi(contracts, problemSchema, API_VERSION), 200, {
    "cache-control": "public, max-age=300",
    "access-control-allow-origin": "*",
  });
