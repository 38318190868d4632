import { FOREVER, iso } from "@/lib/kernel/time";
import type { Explanation } from "@/lib/quota";
import type { Organization } from "@/lib/tenancy";
import { isoOrNull, minute, words, type Printer } from "../print";

/** An explanation, ready for JSON. */
export const explanationView = (organizationId: string, e: Explanation) => ({
  organization: organizationId,
  ...e,
  limits: e.limits.map((limit) => ({ ...limit, override: limit.override && overrideView(limit.override) })),
  overrides: e.overrides.map(overrideView),
  fence: { ...e.fence, validUntil: isoOrNull(e.fence.validUntil) },
  windows: e.windows.map((window) => ({
    ...window,
    startsAt: iso(window.startsAt),
    endsAt: window.endsAt >= FOREVER ? null : iso(window.endsAt),
  })),
  events: e.events.map((event) => ({
    ...event,
    countedAt: iso(event.countedAt),
    occurredAt: iso(event.occurredAt),
    recordedAt: iso(event.recordedAt),
  })),
  lastRefusal: e.lastRefusal && { ...e.lastRefusal, at: iso(e.lastRefusal.at) },
  logFrom: isoOrNull(e.logFrom),
});

export type ExplanationView = ReturnType<typeof explanationView>;

const overrideView = (o: Explanation["overrides"][number]) => ({
  ...o,
  createdAt: iso(o.createdAt),
  expiresAt: isoOrNull(o.expiresAt),
});

/** Units of the meter as people read them. */
type UnitsText = (units: number) => number | string;

/** An explanation for people: entitlement and limit as labelled lines, counters and facts as tables. */
export function printExplanation(
  print: Printer,
  organization: Organization,
  e: ExplanationView,
  text: UnitsText,
): void {
  print.facts(e, [
    ["organization", `${organization.name} (${organization.id})`],
    ["meter", `${e.meter}, ${e.environment.toLowerCase()}`],
    ["plan", e.plan],
    ...(e.feature
      ? [["feature", `${e.feature.slug} is ${e.feature.enabled ? "on" : "off"}, from the ${e.feature.source}`] as const]
      : []),
    [
      "limits",
      e.limits.length === 0
        ? "none: the plan does not name this meter"
        : e.limits.map((limit) => limitWords(limit, text)).join("; "),
    ],
    ...e.overrides.map((o) => ["exception", overrideWords(o)] as const),
    ["one more unit", decisionWords(e)],
    [
      "fence",
      `${e.fence.id}, generation ${e.fence.epoch}, valid until ${momentWords(e.fence.validUntil, "the next change")}`,
    ],
    ["Redis", redisWords(e.redis)],
    ["log", `has every event since ${momentWords(e.logFrom, "the first")}`],
    [
      "last refusal",
      e.lastRefusal && `${momentWords(e.lastRefusal.at, "")}, ${e.lastRefusal.units} units: ${e.lastRefusal.message}`,
    ],
  ]);
  if (print.json) return;
  print.say("");
  print.list(
    e.windows,
    [
      ["window", (row) => words(row.window)],
      ["from", (row) => momentWords(row.startsAt, "–")],
      ["to", (row) => momentWords(row.endsAt, "never")],
      ["limit", (row) => limitText(row.limit, text)],
      ["spend limit stops at", (row) => (row.ceiling === null ? null : text(row.ceiling))],
      ["in the log", (row) => text(row.logged)],
      ["events", (row) => row.events],
      ["held", (row) => row.held],
      ["left", (row) => (row.remaining === null ? null : text(row.remaining))],
      ["counter", (row) => row.counter && text(row.counter.used)],
      ["drift", (row) => row.drift],
    ],
    "No window is open: nothing was metered yet.",
  );
  if (e.events.length === 0) return;
  print.say("");
  print.list(
    e.events,
    [
      ["newest events", (row) => row.key],
      ["units", (row) => text(row.units)],
      ["counted", (row) => momentWords(row.countedAt, "–")],
      ["source", (row) => row.source],
      ["id", (row) => row.id],
    ],
    "",
  );
}

const momentWords = (text: string | null, otherwise: string): string =>
  text === null ? otherwise : (minute(Date.parse(text)) ?? otherwise);

const limitText = (limit: number | null, text: UnitsText): number | string =>
  limit === null ? "unlimited" : text(limit);

const limitWords = (limit: ExplanationView["limits"][number], text: UnitsText): string =>
  `${limitText(limit.limit, text)} per ${words(limit.window)} (${words(limit.policy)}, from the ${limit.source}${
    limit.source === "override" && limit.planLimit !== undefined
      ? `; the plan gives ${limitText(limit.planLimit, text)}`
      : ""
  })`;

function overrideWords(o: ExplanationView["overrides"][number]): string {
  const what = o.feature ?? (o.window ? `per ${words(o.window)}` : "");
  const until = o.expiresAt === null ? "until it is taken back" : `until ${momentWords(o.expiresAt, "")}`;
  return `${what}${o.removed ? " taken away" : ""}: ${o.reason} (${o.author}, ${until})`;
}

function decisionWords({ decision }: ExplanationView): string {
  if (decision.admitted) return "is admitted";
  const where = decision.window ? ` (${words(decision.window)})` : "";
  return `is refused: ${words(decision.code ?? "")}${where}`;
}

const redisWords = (redis: ExplanationView["redis"]): string =>
  redis
    ? `generation ${redis.generation}, ${redis.current ? "current" : "behind: the next request rebuilds it"}`
    : "has no counter: the next request builds it";
