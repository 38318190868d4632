import { expireOverrides } from "@/lib/billing";
import type { Ctx } from "@/lib/context";

export const expireOverridesJob = async (ctx: Ctx): Promise<string> =>
  `${await expireOverrides(ctx)} overrides expired`;
