import { randomText } from "../world/ids";
import type { World } from "../world/world";
import { prepare } from "./api";
import type { Router } from "./router";

export type Params = { [name: string]: Param };
type Param = string | number | boolean | undefined | Param[] | Params;

/**
 * The API as the hosted pages use it. What a person does there goes through the same calls, checks and refusals as what a
 * program does, so the pages have no billing rules of their own.
 */
export class InsideApi {
  constructor(
    private readonly world: World,
    private readonly router: Router,
  ) {}

  /** @throws ApiError exactly as the call over HTTP would answer. */
  get<T extends object>(path: string, params: Params = {}): T {
    return this.call<T>("GET", path, params);
  }

  /** @throws ApiError exactly as the call over HTTP would answer. */
  post<T extends object>(path: string, params: Params = {}): T {
    return this.call<T>("POST", path, params);
  }

  /** @throws ApiError exactly as the call over HTTP would answer. */
  delete<T extends object>(path: string, params: Params = {}): T {
    return this.call<T>("DELETE", path, params);
  }

  private call<T extends object>(verb: string, path: string, params: Params): T {
    const form = new URLSearchParams(fieldsOf(params)).toString();
    const request = { verb, path, form, requestId: `req_${randomText(14)}`, idempotencyKey: null };
    return prepare(this.world, this.router, request).run() as T;
  }
}

/** The API's bracket notation: `{ items: [{ id }] }` becomes `items[0][id]`. */
function fieldsOf(params: Params): [string, string][] {
  const fields: [string, string][] = [];
  const add = (name: string, value: Param): void => {
    if (value === undefined) return;
    if (typeof value !== "object") return void fields.push([name, String(value)]);
    for (const [key, each] of Object.entries(value)) add(name === "" ? key : `${name}[${key}]`, each);
  };
  add("", params);
  return fields;
}
