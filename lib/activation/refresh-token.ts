import type { World } from "@/lib/context";
import { equalInConstantTime, hmacSha256 } from "@/lib/platform/crypto";
import { readRefresh, writeRefresh } from "./rules/token-form";

/** What a refresh token proves itself by: derived, so that no token is kept and the same successor can be given twice. */
const proofOf = (world: Pick<World, "env">, installationId: string, generation: number): string =>
  hmacSha256(hmacSha256(world.env.API_KEY_PEPPER, "refresh token"), `${installationId}.${generation}`);

/** The refresh token of an installation's generation: the same text at every call. */
export const refreshTokenOf = (world: Pick<World, "env">, installationId: string, generation: number): string =>
  writeRefresh({ installationId, generation, proof: proofOf(world, installationId, generation) });

/** Which token of which installation a text is; null when we never gave it. Asks no database. */
export function genuineRefreshToken(
  world: Pick<World, "env">,
  text: string,
): { installationId: string; generation: number } | null {
  const parts = readRefresh(text);
  if (!parts) return null;
  const { installationId, generation, proof } = parts;
  return equalInConstantTime(proofOf(world, installationId, generation), proof) ? { installationId, generation } : null;
}
