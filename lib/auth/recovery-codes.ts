import type { Environment } from "@/lib/platform/env";
import { hmacSha256, randomSecret } from "@/lib/platform/crypto";
import { base32 } from "./one-time-code";

export const RECOVERY_CODES = 10;
/** 50 bits: nobody guesses one of them at a few tries in a quarter of an hour. */
const LETTERS = 10;
const ENOUGH_BYTES = 7;

/** Ten codes to keep on paper, each `abcde-fghij`. Shown once; what is kept is their HMAC. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () => {
    const letters = base32(randomSecret(ENOUGH_BYTES)).slice(0, LETTERS).toLowerCase();
    return `${letters.slice(0, LETTERS / 2)}-${letters.slice(LETTERS / 2)}`;
  });

/** What is kept of a code: of this person, so that equal codes of two people do not look equal. */
export const recoveryHash = (env: Pick<Environment, "API_KEY_PEPPER">, userId: string, letters: string): string =>
  hmacSha256(env.API_KEY_PEPPER, `recovery\n${userId}\n${letters}`);
