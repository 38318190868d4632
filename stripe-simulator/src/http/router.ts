import type { World } from "../world/world";
import { isKnownRoute } from "./parameters";

/** One API call with its parameters already checked and typed by the table. */
export interface Call<Params> {
  world: World;
  /** The last id of the path; empty when the path has none. */
  id: string;
  /** All ids of the path, in its order. */
  ids: string[];
  params: Params;
}

type Handler = (call: Call<never>) => object;
interface Route {
  verb: string;
  pattern: string;
  segments: string[];
  handle: Handler;
}

/** The API's routes. Only routes the SDK itself knows can be added. */
export class Router {
  private readonly routes: Route[] = [];

  /** `pattern` in the generated table's spelling, with `:id` for variable parts. Fixed segments win over variable ones. */
  on<Params>(verb: "GET" | "POST" | "DELETE", pattern: string, handle: (call: Call<Params>) => object): void {
    if (!isKnownRoute(`${verb} ${pattern}`)) throw new Error(`The API has no ${verb} ${pattern}`);
    this.routes.push({ verb, pattern, segments: pattern.split("/"), handle: handle });
  }

  /** The route for a path and the ids in it, or undefined. */
  match(verb: string, path: string): { route: string; ids: string[]; handle: Handler } | undefined {
    const parts = path.replace(/\/$/, "").split("/");
    let best: { route: Route; ids: string[] } | undefined;
    for (const route of this.routes) {
      const ids = route.verb === verb ? idsIn(route.segments, parts) : undefined;
      if (ids && (!best || ids.length < best.ids.length)) best = { route, ids };
    }
    return best && { route: `${verb} ${best.route.pattern}`, ids: best.ids, handle: best.route.handle };
  }
}

function idsIn(segments: string[], parts: string[]): string[] | undefined {
  if (segments.length !== parts.length) return undefined;
  const ids: string[] = [];
  for (const [at, segment] of segments.entries()) {
    const part = parts[at] ?? "";
    if (segment.startsWith(":")) ids.push(part);
    else if (segment !== part) return undefined;
  }
  return ids;
}
