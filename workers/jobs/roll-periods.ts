import type { Ctx } from "@/lib/context";
import { rollPeriods } from "@/lib/subscriptions";

export const rollPeriodsJob = async (ctx: Ctx): Promise<string> => `${await rollPeriods(ctx)} periods rolled`;
