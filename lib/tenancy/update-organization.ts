import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { invalid, notFound } from "@/lib/kernel/errors";
import { businessNow } from "@/lib/platform/clock";
import { emit } from "@/lib/platform/outbox";
import { inTransaction, sqlOf } from "@/lib/platform/db";
import { externalKeyTaken, slugTaken } from "./errors";
import type { Organization } from "./model";
import { validOrganizationFields, type OrganizationFields } from "./organization-fields";
import { fieldError } from "./rules/form";
import { isSlug } from "./rules/slug";
import { organizationForUpdate, organizationNamed, updateOrganizationRow } from "./store";

export interface UpdateOrganization extends OrganizationFields {
  readonly slug?: string;
  readonly membersMayBuy?: boolean;
}

/**
 * Changes what is known about the context's organization. Absent fields stay. Repeating it changes nothing more. Throws
 * VALIDATION_ERROR naming each field, CONFLICT naming an externalKey that is taken, NOT_FOUND.
 */
export async function updateOrganization(ctx: Ctx, changes: UpdateOrganization): Promise<Organization> {
  const fields = validOrganizationFields(changes);
  if (fields.slug !== undefined && !isSlug(fields.slug)) {
    throw invalid([
      fieldError(
        "/slug",
        "form",
        "An address is made of lower-case letters, digits and hyphens, and some words are reserved.",
        "Choose another one.",
      ),
    ]);
  }
  const { organization: id } = ctx;
  if (id === null) throw notFound("organization");
  const updated = await write(ctx, id, fields);
  if (updated !== "taken") return updated;
  throw await nameOfConflict(ctx, id, fields);
}

/** Undoes the transaction that ran into somebody else's slug or externalKey. */
class Taken extends Error {}

async function write(ctx: Ctx, id: string, changes: UpdateOrganization): Promise<Organization | "taken"> {
  try {
    return await inTransaction(ctx.db, async (tx) => {
      const before = await organizationForUpdate(tx, id);
      if (!before) throw notFound("organization");
      const after = await updateOrganizationRow(tx, id, changes, await businessNow(sqlOf(tx)));
      if (after === "taken") throw new Taken();
      const changed = changedFields(before, after);
      if (changed.length > 0) {
        // Whoever collects the money keeps its customer in step with name and billing e-mail.
        await emit(tx, "organization.updated", id, { changed });
        await record(tx, ctx, "organization.updated", {
          entity: { type: "organization", id },
          before: shown(before),
          after: { ...shown(after), changed },
        });
      }
      return after;
    });
  } catch (error) {
    if (error instanceof Taken) return "taken";
    throw error;
  }
}

const CHANGEABLE = ["name", "slug", "externalKey", "billingEmail", "timeZone", "membersMayBuy", "metadata"] as const;

const changedFields = (before: Organization, after: Organization): string[] =>
  CHANGEABLE.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));

/** What the journal keeps: no name and no address of a person. */
const shown = ({ slug, externalKey, timeZone, membersMayBuy }: Organization) => ({
  slug,
  externalKey,
  timeZone,
  membersMayBuy,
});

async function nameOfConflict(ctx: Ctx, id: string, changes: UpdateOrganization): Promise<Error> {
  if (changes.externalKey) {
    const holder = await organizationNamed(ctx.db, { externalKey: changes.externalKey });
    if (holder && holder.id !== id) return externalKeyTaken(changes.externalKey);
  }
  return slugTaken(changes.slug ?? "");
}
