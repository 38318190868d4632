import { endDueSubscriptions } from "@/lib/billing";
import type { Ctx } from "@/lib/context";

export const endSubscriptions = async (ctx: Ctx): Promise<string> =>
  `${await endDueSubscriptions(ctx)} subscriptions ended`;
