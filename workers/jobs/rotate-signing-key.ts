import { rotateSigningKeyWhenDue } from "@/lib/activation";
import type { Ctx } from "@/lib/context";
import { iso } from "@/lib/kernel/time";

export async function rotateSigningKeyJob(ctx: Ctx): Promise<string> {
  const made = await rotateSigningKeyWhenDue(ctx);
  return made ? `a new key signs from ${iso(made.signsFrom)}` : "no key was due";
}
