import { json, openApi } from "@/lib/http";
import { contracts } from "../contracts";
import { problemSchema } from "../fields";

/** The description of the API, made from the contracts that the routes check with. */
export const GET = (): Response => json(openApi(contracts, problemSchema, "1"), 200, { "cache-control": "public, max-age=300", "access-control-allow-origin": "*" });
