import type { Ctx } from "@/lib/context";
import { closeDueWindows } from "@/lib/quota";

export const closeWindows = async (ctx: Ctx): Promise<string> => `${await closeDueWindows(ctx)} fences renewed`;
