import { repairFromClerk } from "@/lib/clerk";
import type { Ctx } from "@/lib/context";

export async function repairIdentities(ctx: Ctx): Promise<string> {
  if (!ctx.identity) return "people sign in here: nothing to compare";
  const { users, gone, organizations, memberships } = await repairFromClerk(ctx);
  return `repaired from Clerk: ${users} users, ${gone} gone, ${organizations} organizations, ${memberships} memberships`;
}
