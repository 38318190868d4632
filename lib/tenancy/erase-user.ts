import type { Ctx } from "@/lib/context";
import { record } from "@/lib/journal";
import { notFound } from "@/lib/kernel/errors";
import { inTransaction } from "@/lib/platform/db";
import { stillBelongs } from "./errors";
import { belongingsOf, forgetUser, lockUser, userById } from "./store";

/**
 * Takes away what says who the acting user is: name, address, password, sessions, and the address on the invitations that
 * he has accepted. His id stays, for the journal and for what he has made. Memberships of archived organizations go along;
 * CONFLICT while he belongs to any other. Repeating it changes nothing. NOT_FOUND for nobody's account.
 */
export async function eraseUser(ctx: Ctx): Promise<void> {
  const { id } = ctx.actor;
  await inTransaction(ctx.db, async (tx) => {
    await lockUser(tx, id);
    if (!(await userById(tx, id))) throw notFound("user");
    const rest = await belongingsOf(tx, id);
    if (rest.length > 0) throw stillBelongs(rest.map(({ organization }) => organization.name));
    await forgetUser(tx, id);
    await record(tx, ctx, "user.erased", { entity: { type: "user", id }, organization: null });
  });
}
