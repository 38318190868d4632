import type { Ctx } from "@/lib/context";
import { record, writtenActor } from "@/lib/journal";
import { conflict, invalid, notFound } from "@/lib/kernel/errors";
import { businessNow } from "@/lib/platform/clock";
import { inTransaction, sqlOf, type Tx } from "@/lib/platform/db";
import { fieldError } from "../rules/form";
import { MOST_TAGS, readTag } from "../rules/tag";
import { organizationForUpdate } from "../store";
import { deleteTag, insertTag, selectTags, tagsInUse } from "./store";

/*
 * Tags are the staff's own words about an organization: what is done with them stands in the deployment's chain of the
 * journal, which the organization's people do not read.
 */

/**
 * Tags an organization; answers all its tags. Tagging it again with the same changes nothing. Throws VALIDATION_ERROR for a
 * text that can be no tag, NOT_FOUND for an unknown organization, CONFLICT when it has as many tags as one may have.
 */
export async function tagOrganization(ctx: Ctx, organizationId: string, typed: string): Promise<readonly string[]> {
  const tag = validTag(typed);
  return inTransaction(ctx.db, async (tx) => {
    // The organization's row makes two who tag it at once take turns, so that neither goes past the limit.
    if (!(await organizationForUpdate(tx, organizationId))) throw notFound("organization");
    const before = await selectTags(tx, organizationId);
    if (before.includes(tag)) return before;
    if (before.length >= MOST_TAGS)
      throw conflict(`An organization has at most ${MOST_TAGS} tags. Take one away first.`);
    await insertTag(tx, { organizationId, tag, createdBy: writtenActor(ctx.actor), at: await businessNow(sqlOf(tx)) });
    const after = [...before, tag].sort();
    await journal(ctx, tx, "organization.tagged", organizationId, { before, after });
    return after;
  });
}

/** Takes a tag away; answers those that are left. Repeating it changes nothing. Throws NOT_FOUND for an unknown organization. */
export async function untagOrganization(ctx: Ctx, organizationId: string, typed: string): Promise<readonly string[]> {
  const tag = readTag(typed);
  return inTransaction(ctx.db, async (tx) => {
    if (!(await organizationForUpdate(tx, organizationId))) throw notFound("organization");
    const before = await selectTags(tx, organizationId);
    if (tag === null || !(await deleteTag(tx, organizationId, tag))) return before;
    const after = before.filter((each) => each !== tag);
    await journal(ctx, tx, "organization.untagged", organizationId, { before, after });
    return after;
  });
}

/** The tags of an organization, in alphabetical order. */
export const tagsOf = (ctx: Pick<Ctx, "db">, organizationId: string): Promise<string[]> =>
  selectTags(ctx.db, organizationId);

/** The tags that any organization has, in alphabetical order; the first 500. */
export const listTags = (ctx: Pick<Ctx, "db">): Promise<string[]> => tagsInUse(ctx.db);

function validTag(typed: string): string {
  const tag = readTag(typed);
  if (tag !== null) return tag;
  throw invalid([
    fieldError(
      "/tag",
      "form",
      "A tag has 1 to 40 lower-case letters, digits and hyphens, and begins with a letter or a digit.",
      "Write it like at-risk or pilot-2026.",
    ),
  ]);
}

const journal = (
  ctx: Ctx,
  tx: Tx,
  action: string,
  id: string,
  { before, after }: { before: readonly string[]; after: readonly string[] },
): Promise<string> =>
  record(tx, ctx, action, {
    entity: { type: "organization", id },
    organization: null,
    before: { tags: before },
    after: { tags: after },
  });
