import { invalidRequest } from "../http/errors";

/** How badly the deliveries of some events travel. */
export interface Travel {
  /** Waits this long before each first attempt. */
  delayMs: number;
  /** Sends every event twice. */
  duplicate: boolean;
  /** Never sends new events; they are recorded as dropped. */
  drop: boolean;
}

/** Another way to travel for events of one type, in place of the general one. */
export interface TypeRule extends Partial<Travel> {
  /** After so many events the rule is over; without it, it stays. */
  count?: number;
}

/** Ways to make deliveries as bad as they can be in the world. */
export interface DeliverySettings extends Travel {
  /** Hands waiting events over in random order. */
  shuffle: boolean;
  /** By type: `invoice.paid`, or all that begin alike: `customer.*`. The longest name that fits counts. */
  types: Record<string, TypeRule>;
}

export const CALM: DeliverySettings = { delayMs: 0, duplicate: false, shuffle: false, drop: false, types: {} };

/** How an event of this type travels now; a rule with a count has then been used once. */
export function travelOf(settings: DeliverySettings, type: string): Travel {
  const { delayMs, duplicate, drop } = settings;
  const general = { delayMs, duplicate, drop };
  const [name] = Object.keys(settings.types)
    .filter((pattern) => fits(pattern, type))
    .sort((a, b) => b.length - a.length);
  const rule = name === undefined ? undefined : settings.types[name];
  if (name === undefined || !rule) return general;
  const { count, ...own } = rule;
  if (count !== undefined) rule.count = count - 1;
  if (rule.count === 0) delete settings.types[name];
  return { ...general, ...own };
}

/** Whether `pattern` (`*`, `invoice.*` or a type's name) names this type. */
export function fits(pattern: string, type: string): boolean {
  return pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

type Fields = Record<string, unknown>;

/** @throws ApiError naming the switch that makes no sense; what is not named stays as it is. */
export function changedSettings(current: DeliverySettings, fields: Fields): DeliverySettings {
  const { types, ...rest } = fields;
  const flags = checkedFlags(rest, ["delayMs", "duplicate", "drop", "shuffle"], "");
  return { ...current, ...flags, ...(types !== undefined && { types: checkedTypes(types) }) };
}

function checkedTypes(types: unknown): Record<string, TypeRule> {
  if (typeof types !== "object" || types === null || Array.isArray(types))
    throw invalidRequest("`types` must be an object by event type.", "types");
  return Object.fromEntries(
    Object.entries(types).map(([type, rule]) => {
      if (typeof rule !== "object" || rule === null)
        throw invalidRequest("A rule must be an object.", `types[${type}]`);
      return [type, checkedFlags(rule as Fields, ["delayMs", "duplicate", "drop", "count"], `types[${type}]`)];
    }),
  );
}

function checkedFlags(fields: Fields, known: string[], path: string): TypeRule {
  for (const [name, value] of Object.entries(fields)) {
    const param = path === "" ? name : `${path}[${name}]`;
    if (!known.includes(name)) throw invalidRequest(`There is no switch ${name}.`, param);
    const isNumber = name === "delayMs" || name === "count";
    const fine = isNumber ? Number.isSafeInteger(value) && (value as number) >= 0 : typeof value === "boolean";
    if (!fine) throw invalidRequest(`\`${name}\` must be ${isNumber ? "a whole number" : "true or false"}.`, param);
  }
  return fields;
}
