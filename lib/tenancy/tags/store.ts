import { dateOf, type Instant } from "@/lib/kernel/time";
import type { DbOrTx, Tx } from "@/lib/platform/db";

export interface NewTag {
  readonly organizationId: string;
  readonly tag: string;
  readonly createdBy: string;
  readonly at: Instant;
}

export async function insertTag(tx: Tx, { at, ...tag }: NewTag): Promise<void> {
  await tx.organizationTag.create({ data: { ...tag, createdAt: dateOf(at) } });
}

/** Takes a tag away; false when it was not there. */
export const deleteTag = async (tx: Tx, organizationId: string, tag: string): Promise<boolean> =>
  (await tx.organizationTag.deleteMany({ where: { organizationId, tag } })).count === 1;

export async function selectTags(db: DbOrTx, organizationId: string): Promise<string[]> {
  const rows = await db.organizationTag.findMany({ where: { organizationId }, select: { tag: true } });
  return rows.map(({ tag }) => tag).sort();
}

const MOST_TAGS_LISTED = 500;

/** Every tag that some organization has, each once; at most 500. */
export async function tagsInUse(db: DbOrTx): Promise<string[]> {
  const rows = await db.organizationTag.groupBy({ by: ["tag"], orderBy: { tag: "asc" }, take: MOST_TAGS_LISTED });
  return rows.map(({ tag }) => tag);
}
