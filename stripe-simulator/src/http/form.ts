import { invalidRequest } from "./errors";

/** A decoded form before the parameter table gives its leaves their types. */
export type FormTree = string | FormBranch;
export interface FormBranch {
  [key: string]: FormTree;
}

const DEEPEST = 12;

/**
 * Decodes `application/x-www-form-urlencoded` text with the API's bracket notation (`items[0][price]=…`, `expand[]=…`).
 * Lists become branches with the keys "0", "1", …; the parameter table turns them into arrays.
 *
 * @throws ApiError (400) when a key is malformed or used both as a value and as a branch.
 */
export function decodeForm(text: string): FormBranch {
  const root = emptyBranch();
  for (const [key, value] of new URLSearchParams(text)) insert(root, segmentsOf(key), value, key);
  return root;
}

function emptyBranch(): FormBranch {
  // No prototype: a key such as __proto__ is then a key like any other.
  return Object.create(null) as FormBranch;
}

function segmentsOf(key: string): string[] {
  const head = /^[^[\]]+/.exec(key)?.[0];
  const rest = key.slice(head?.length ?? 0);
  if (!head || !/^(\[[^[\]]*\])*$/.test(rest)) throw invalidRequest(`Invalid parameter name: ${key}`, key);
  const segments = [head, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? "")];
  if (segments.length > DEEPEST) throw invalidRequest(`Parameter nested too deeply: ${key}`, key);
  return segments;
}

function insert(root: FormBranch, segments: string[], value: string, key: string): void {
  let branch = root;
  segments.forEach((segment, depth) => {
    const name = segment === "" ? nextIndex(branch, segments[depth + 1]) : segment;
    if (depth === segments.length - 1) {
      if (typeof branch[name] === "object") throw invalidRequest(`Invalid parameter: ${key}`, key);
      branch[name] = value;
      return;
    }
    const next = branch[name] ?? (branch[name] = emptyBranch());
    if (typeof next === "string") throw invalidRequest(`Invalid parameter: ${key}`, key);
    branch = next;
  });
}

/** `a[]` appends; `a[][x]` stays in the last element until that element already has an x. */
function nextIndex(branch: FormBranch, child: string | undefined): string {
  const count = Object.keys(branch).length;
  const last = branch[String(count - 1)];
  if (child && typeof last === "object" && !(child in last)) return String(count - 1);
  return String(count);
}
