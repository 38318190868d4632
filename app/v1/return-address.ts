import type { Ctx } from "@/lib/context";
import type { Caller } from "@/lib/http";
import { invalid } from "@/lib/kernel/errors";

/**
 * Where a browser is led after a page of the payment provider: what the caller names, else our own page. The vendor's keys
 * may name any page. Whoever speaks for an organization only may name this deployment's, for a link that looks like a
 * payment would otherwise lead wherever he likes. VALIDATION_ERROR at the field.
 */
export function returnAddress(
  { env }: Pick<Ctx, "env">,
  caller: Caller,
  asked: { readonly field: string; readonly address: string | undefined; readonly ours: string },
): string {
  const { field, address, ours } = asked;
  if (address === undefined) return ours;
  if (caller.kind === "key" && caller.key.deployment) return address;
  const home = new URL(env.WEIR_URL).origin;
  if (new URL(address).origin === home) return address;
  throw invalid([
    {
      pointer: `/${field}`,
      code: "foreign_address",
      message: `${field} must be a page of ${home}; only a deployment key may name another one.`,
      fix: `Leave ${field} out, or name a page of ${home}.`,
    },
  ]);
}
