import { KEPT_BY_OTHERS, publicKeySet } from "@/lib/activation";
import { SECOND } from "@/lib/kernel/time";
import { sha256 } from "@/lib/platform/crypto";
import { problem, refusalOf } from "./problem";
import { requestIdOf } from "./request";
import { readyWorld } from "./world";

/** GET /.well-known/jwks.json: the public halves of the keys that access tokens are signed with. Open, and to be cached. */
export async function publicKeys(request: Request): Promise<Response> {
  const world = await readyWorld();
  try {
    const body = JSON.stringify(await publicKeySet(world));
    const etag = `"${sha256(body).slice(0, 32)}"`;
    const headers = { etag, "cache-control": `public, max-age=${KEPT_BY_OTHERS / SECOND}` };
    if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
    return new Response(body, { headers: { ...headers, "content-type": "application/jwk-set+json" } });
  } catch (error) {
    return problem(refusalOf(error), requestIdOf(request), world.env);
  }
}
