import { copyOf } from "../world/copy";
import type { World } from "../world/world";
import { invalidRequest } from "./errors";
import { includedField } from "./included-fields";

type Fields = Record<string, unknown>;
const DEEPEST = 4;

/**
 * A copy of `object` with the fields named by `paths` (`customer`, `data.latest_invoice.payments`) turned from ids into
 * objects. Fields which the API only sends on demand are filled in the same way.
 *
 * @throws ApiError when a path names nothing that can be expanded, or is deeper than four levels.
 */
export function expand(world: World, object: object, paths: string[]): object {
  const copy = copyOf(object) as Fields;
  for (const path of paths) {
    const steps = path.split(".");
    if (steps.length > DEEPEST + (steps[0] === "data" ? 1 : 0)) {
      throw invalidRequest(`You cannot expand more than 4 levels of a property. Property: ${path}`, "expand");
    }
    walk(world, copy, steps, path);
  }
  return copy;
}

/** `owner` is the object that a hash on the way belongs to. */
function walk(world: World, fields: Fields, steps: string[], path: string, owner: Fields = fields): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  fields[step] = expandedValue(world, fields, step, rest.length === 0, path, owner);
  const value = fields[step];
  for (const each of Array.isArray(value) ? value : [value]) {
    if (typeof each !== "object" || each === null || rest.length === 0) continue;
    walk(world, each as Fields, rest, path, "object" in each ? (each as Fields) : owner);
  }
}

function expandedValue(
  world: World,
  fields: Fields,
  step: string,
  last: boolean,
  path: string,
  owner: Fields,
): unknown {
  const included = includedField(world, fields, step, owner);
  if (included !== undefined) return included;
  if (!(step in fields)) throw notExpandable(path);
  const value = fields[step];
  if (typeof value === "string") return resolve(world, value, path);
  if (Array.isArray(value))
    return value.map((each: unknown) => (typeof each === "string" ? resolve(world, each, path) : each));
  // A hash or list on the way to the last step is fine; naming one as the target is not.
  if (last && typeof value === "object" && value !== null && !("object" in value)) throw notExpandable(path);
  return value;
}

function resolve(world: World, id: string, path: string): object {
  const found = world.state.find(id);
  if (!found) throw notExpandable(path);
  return copyOf(found);
}

function notExpandable(path: string) {
  return invalidRequest(`This property cannot be expanded (${path}).`, "expand");
}
