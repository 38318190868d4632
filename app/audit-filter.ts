import { z } from "zod";
import type { AuditFilterModel } from "@/components/screens/audit/model";
import type { Ctx, World } from "@/lib/context";
import { actorsMeant, type JournalFilters } from "@/lib/journal";
import { DAY, parseInstant, type Instant } from "@/lib/kernel/time";
import { findOrganization, findUser } from "@/lib/tenancy";
import { longField } from "./v1/fields";

type Query = Readonly<Record<string, string | string[] | undefined>>;

const LONGEST = 255;
const DAY_FORM = /^\d{4}-\d{2}-\d{2}$/;
const KIND_FORM = /^[a-z][a-z_]*$/;
/** What people call those whom the journal knows as staff and command line. */
const OPERATOR_WORDS = ["operator", "the operator", "staff"];

/** What an address asks for; days that are none are no filter. */
export function auditFilter(query: Query): AuditFilterModel {
  const text = (name: string): string => {
    const value = query[name];
    return (typeof value === "string" ? value : "").trim().slice(0, LONGEST);
  };
  const day = (name: string): string => (dayOf(text(name)) === null ? "" : text(name));
  return {
    actor: text("actor"),
    action: text("action"),
    entity: text("entity"),
    organization: text("organization"),
    from: day("from"),
    to: day("to"),
  };
}

export const isUnfiltered = (filter: AuditFilterModel): boolean => Object.values(filter).every((value) => value === "");

/** The filter in its address; empty members are left out. */
export const filterParameters = (filter: AuditFilterModel): URLSearchParams =>
  new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ""));

/**
 * Whose entries are read: a tenant's context reads its own whatever is asked for, the deployment's those of the
 * organization that is named, or all. Null for a name that nobody has.
 */
export async function readerOf(ctx: Ctx, { organization: named }: AuditFilterModel): Promise<Ctx | null> {
  if (ctx.organization !== null || named === "") return ctx;
  const organization = await findOrganization(ctx, named);
  return organization && { ...ctx, organization: organization.id };
}

/** The entries that somebody means. Days are UTC, both included; a word alone names a kind of thing, anything else its id. */
export async function journalFilters(world: Pick<World, "db">, filter: AuditFilterModel): Promise<JournalFilters> {
  const { actor, action, entity } = filter;
  const [from, to] = [dayOf(filter.from), dayOf(filter.to)];
  return {
    ...(actor === "" ? {} : { actors: await actorsNamed(world, actor) }),
    ...(action === "" ? {} : { action }),
    ...(entity === "" ? {} : KIND_FORM.test(entity) ? { entityType: entity } : { entityId: entity }),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to: to + DAY }),
  };
}

/** Whom the journal knows under a name: an e-mail, an id, a kind, or what it writes itself. */
export async function actorsNamed(world: Pick<World, "db">, name: string): Promise<readonly string[]> {
  if (OPERATOR_WORDS.includes(name.toLowerCase())) return ["staff", "cli"];
  if (!name.includes("@") || name.includes(":")) return actorsMeant(name);
  const user = await findUser(world, name);
  // An e-mail that nobody has is not an error of the page: nothing was done under it.
  return user ? actorsMeant(user.id) : [name];
}

const dayOf = (text: string): Instant | null => (DAY_FORM.test(text) ? parseInstant(`${text}T00:00:00Z`) : null);

const dayField = (name: string) =>
  z
    .string()
    .refine((text) => dayOf(text) !== null, `${name} must be a day such as 2026-11-21.`)
    .optional();

/** The same filter where a file is asked for; there a fault is told. */
export const auditCsvQuery = z.strictObject({
  actor: longField("actor").optional(),
  action: longField("action").optional(),
  entity: longField("entity").optional(),
  organization: longField("organization").optional(),
  from: dayField("from"),
  to: dayField("to"),
});
