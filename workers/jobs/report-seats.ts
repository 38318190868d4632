import type { Ctx } from "@/lib/context";
import { reportUntoldSeats } from "@/lib/tenancy";

export async function reportSeats(ctx: Ctx): Promise<string> {
  return `${await reportUntoldSeats(ctx)} organizations looked at whose seats nobody had told`;
}
