import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { invalid, notFound } from "@/lib/kernel/errors";
import { inTransaction } from "@/lib/platform/db";
import { fieldError, normalName, USER_NAME_MAX } from "./rules/form";
import { updateUserName } from "./store";

/**
 * Gives a user another name. The journal keeps that it changed and not the name, which is nobody's business later.
 * Repeating it changes nothing. Throws VALIDATION_ERROR, NOT_FOUND.
 */
export async function renameUser(ctx: Ctx, userId: string, wanted: string): Promise<void> {
  const name = normalName(wanted, USER_NAME_MAX);
  if (!name) throw invalid([fieldError("/name", "length", `A name has 1 to ${USER_NAME_MAX} characters.`)]);
  await inTransaction(ctx.db, async (tx) => {
    const written = await updateUserName(tx, userId, name);
    if (!written) throw notFound("user");
    if (written.before === name) return;
    await record(tx, ctx, "user.renamed", { entity: { type: "user", id: userId }, organization: null });
  });
}
