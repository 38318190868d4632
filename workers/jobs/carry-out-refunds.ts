import { carryOutRefunds } from "@/lib/billing";
import type { Ctx } from "@/lib/context";

const AT_ONCE = 50;

export const carryOutRefundsJob = async (ctx: Ctx): Promise<string> =>
  `${await carryOutRefunds(ctx, AT_ONCE)} refunds taken up again`;
