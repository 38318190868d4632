import type { World } from "@/lib/context";
import { encrypt, hmacSha256, randomText } from "@/lib/platform/crypto";

type Keys = Pick<World, "env">;

/** 43 letters and digits carry 256 bits: a link cannot be guessed. */
const TOKEN_LENGTH = 43;
const TOKEN_FORM = /^[0-9A-Za-z]{43}$/;

export interface InvitationLink {
  /** The address of the page on which the invitation is accepted. It exists here and in the mail, and is not stored. */
  readonly url: string;
  /** What is stored of it. */
  readonly tokenHash: string;
}

export function newLink({ env }: Keys): InvitationLink {
  const token = randomText(TOKEN_LENGTH);
  return { url: new URL(`/invite/${token}`, env.WEIR_URL).href, tokenHash: hashOf({ env }, token) };
}

/** What is stored of a token that somebody presents; null for a text that is none, about which nobody has to be asked. */
export const storedToken = (keys: Keys, token: string): string | null =>
  TOKEN_FORM.test(token) ? hashOf(keys, token) : null;

const hashOf = ({ env }: Keys, token: string): string => hmacSha256(env.API_KEY_PEPPER, `invitation:${token}`);

/** The link as it may wait in the outbox: whoever reads the table cannot use it. */
export const sealedLink = ({ env }: Keys, link: InvitationLink): string =>
  encrypt(env.ENCRYPTION_KEY, JSON.stringify({ acceptUrl: link.url }));
