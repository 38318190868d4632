import { invalidRequest, missingParameter } from "./errors";
import type { FormBranch, FormTree } from "./form";
import { ROUTES, SHAPES } from "./parameters.generated";

export type Value = string | number | boolean | Value[] | { [key: string]: Value };

type Shape =
  | "string"
  | "integer"
  | "decimal"
  | "boolean"
  | "empty"
  | "any"
  | ["enum", ...string[]]
  | ["list" | "map", number]
  | ["union", ...number[]]
  | ["object", Record<string, number>, string[]];

const shapes = JSON.parse(SHAPES) as Shape[];

/** Whether the API has this route (`POST /v1/customers/:id`), in the spelling of the generated table. */
export function isKnownRoute(route: string): boolean {
  return route in ROUTES;
}

/**
 * Gives a decoded form the types the API's table names for the route.
 *
 * @throws ApiError `parameter_unknown`, `parameter_missing`, `parameter_invalid_integer` and the uncoded refusals of
 *   the API for malformed values. Nothing has run at that point, so no idempotency record is kept.
 */
export function checkParameters(route: string, form: FormBranch): { [key: string]: Value } {
  const shape = shapes[ROUTES[route] ?? -1];
  if (!Array.isArray(shape) || shape[0] !== "object") return refuseAll(form);
  return checkObject(shape, form, "");
}

function refuseAll(form: FormBranch): { [key: string]: Value } {
  const [first] = Object.keys(form);
  if (first !== undefined) throw unknownParameter(first);
  return {};
}

function checkObject(
  shape: Shape & ["object", ...unknown[]],
  form: FormBranch,
  path: string,
): { [key: string]: Value } {
  const [, fields, required] = shape as ["object", Record<string, number>, string[]];
  const checked: { [key: string]: Value } = {};
  for (const [key, tree] of Object.entries(form)) {
    const number = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (number === undefined) throw unknownParameter(join(path, key));
    checked[key] = check(number, tree, join(path, key));
  }
  for (const key of required) if (!(key in checked)) throw missingParameter(join(path, key));
  return checked;
}

function check(number: number, tree: FormTree, path: string): Value {
  const shape = shapes[number];
  if (shape === undefined) throw new Error(`The parameter table has no shape ${number}`);
  if (typeof shape === "string") return checkLeaf(shape, tree, path);
  switch (shape[0]) {
    case "enum":
      return checkEnum(shape.slice(1), tree, path);
    case "list":
      return listElements(tree, path).map((element, at) => check(shape[1], element, join(path, String(at))));
    case "map":
      return checkMap(shape[1], tree, path);
    case "object":
      if (typeof tree === "string") throw invalidRequest("Invalid object", path);
      return checkObject(shape, tree, path);
    case "union":
      return checkUnion(shape.slice(1) as number[], tree, path);
  }
}

function checkLeaf(kind: string, tree: FormTree, path: string): Value {
  if (kind === "any") return typeof tree === "string" ? tree : tree;
  if (typeof tree !== "string") throw invalidRequest(`Invalid ${kind}: {...}`, path);
  if (kind === "string") return checkText(tree, path);
  if (kind === "boolean") {
    if (tree === "true" || tree === "false") return tree === "true";
    throw invalidRequest(`Invalid boolean: ${tree}`, path);
  }
  if (kind === "empty") {
    if (tree === "") return tree;
    throw invalidRequest(`Invalid value: ${tree}`, path);
  }
  const pattern = kind === "integer" ? /^-?\d+$/ : /^-?\d{1,18}(\.\d{1,12})?$/;
  if (!pattern.test(tree) || (kind === "integer" && !Number.isSafeInteger(Number(tree)))) {
    throw invalidRequest(
      `Invalid ${kind}: ${tree}`,
      path,
      kind === "integer" ? "parameter_invalid_integer" : undefined,
    );
  }
  // A decimal such as unit_amount_decimal keeps its text: a double would lose digits.
  return kind === "integer" ? Number(tree) : tree;
}

function checkText(text: string, path: string): string {
  if (text.length > 5000) throw invalidRequest("Invalid string: too long (maximum is 5000 characters)", path);
  return text;
}

function checkEnum(values: string[], tree: FormTree, path: string): Value {
  if (typeof tree === "string" && values.includes(tree)) return tree;
  const known = values.length === 1 ? values[0] : `one of ${values.slice(0, -1).join(", ")}, or ${values.at(-1)}`;
  throw invalidRequest(`Invalid ${path}: must be ${known}`, path);
}

function checkMap(number: number, tree: FormTree, path: string): Value {
  if (typeof tree === "string") throw invalidRequest("Invalid object", path);
  const checked: { [key: string]: Value } = {};
  for (const [key, value] of Object.entries(tree)) checked[key] = check(number, value, join(path, key));
  return checked;
}

/** The first member that fits wins; when none does, the complaint of the likeliest one is told. */
function checkUnion(members: number[], tree: FormTree, path: string): Value {
  const ordered = members.filter((member) => (typeof tree === "string") === isLeaf(member));
  const candidates = ordered.length > 0 ? ordered : members;
  let complaint: unknown;
  for (const member of candidates) {
    try {
      return check(member, tree, path);
    } catch (error) {
      complaint = error;
    }
  }
  throw complaint;
}

function isLeaf(number: number): boolean {
  const shape = shapes[number];
  return typeof shape === "string" || shape?.[0] === "enum";
}

function listElements(tree: FormTree, path: string): FormTree[] {
  if (typeof tree === "string") {
    if (tree === "") return [];
    throw invalidRequest("Invalid array", path);
  }
  const keys = Object.keys(tree);
  if (!keys.every((key) => /^\d+$/.test(key))) throw invalidRequest("Invalid array", path);
  return keys.sort((a, b) => Number(a) - Number(b)).map((key) => tree[key] ?? "");
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}[${key}]`;
}

function unknownParameter(path: string) {
  return invalidRequest(`Received unknown parameter: ${path}`, path, "parameter_unknown");
}
