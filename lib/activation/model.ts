import type { KeyEnvironment, Scope } from "@/lib/access";
import { DAY, MINUTE, SECOND, type Instant } from "@/lib/kernel/time";

/** A code can be redeemed for this long. The table refuses a longer one. */
export const CODE_LIFETIME = 10 * MINUTE;
/** An access token works for this long, anywhere; here it also ends when its installation does. */
export const ACCESS_LIFETIME = 5 * MINUTE;
/** However it is refreshed, an installation ends after this time and has to be activated again. */
export const INSTALLATION_LIFETIME = 90 * DAY;
/** And it ends when nobody has refreshed it for this long. */
export const INSTALLATION_IDLE = 30 * DAY;
/** So long the token before the present one gives the present one again: an answer got lost, or two tabs asked at once. */
export const REFRESH_GRACE = 60 * SECOND;

/** What an access token may do, and nothing else. */
export const TOKEN_SCOPES = ["usage:write", "usage:read"] as const satisfies readonly Scope[];

/** An activation code as it may be shown. All moments are security time. */
export interface ActivationCode {
  readonly id: string;
  readonly organizationId: string;
  readonly environment: KeyEnvironment;
  /** The only domain that may redeem it; null: the one that does. */
  readonly domain: string | null;
  readonly lastFour: string;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly redeemedAt: Instant | null;
  readonly revokedAt: Instant | null;
  readonly revokedBy: string | null;
}

/** The same with what is needed to check one. */
export interface StoredCode extends ActivationCode {
  readonly codeHash: string;
}

export type RevokedBecause =
  /** Somebody ended it. */
  | "REVOKED"
  /** A refresh token was used that had been spent: two hold what one should. */
  | "REUSE";

/** A plugin or site that was activated. All moments are security time. */
export interface Installation {
  readonly id: string;
  readonly organizationId: string;
  readonly activationCodeId: string;
  readonly environment: KeyEnvironment;
  /** Host, with a port where it is not the usual one. */
  readonly domain: string;
  /** Number of the present refresh token, from 1. */
  readonly generation: number;
  readonly createdAt: Instant;
  readonly refreshedAt: Instant;
  readonly lastIp: string | null;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
  readonly revokedBy: string | null;
  readonly revokedBecause: RevokedBecause | null;
}

/** Who speaks when an access token was accepted. */
export interface InstallationPrincipal {
  readonly id: string;
  readonly organizationId: string;
  readonly environment: KeyEnvironment;
  readonly domain: string;
  readonly scopes: readonly Scope[];
}

/** What a redemption and a refresh give. The texts are nowhere else. */
export interface IssuedTokens {
  readonly installation: Installation;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A key that access tokens are signed with. */
export interface SigningKey {
  readonly kid: string;
  /** The public half, as JSON. */
  readonly publicJwk: string;
  /** The private half, encrypted under ENCRYPTION_KEY. */
  readonly sealedJwk: string;
  readonly createdAt: Instant;
  readonly signsFrom: Instant;
  /** From here on nothing that it signed is accepted. */
  readonly endsAt: Instant | null;
}

/** What the mail about a reused token is about: values alone, so that it can wait in the outbox. */
export interface ActivationReusedMail {
  readonly organization: string;
  readonly domain: string;
  readonly at: string;
  /** The address that presented the spent token, where it is known. */
  readonly ip: string | null;
  readonly timeZone: string;
  readonly activationUrl: string;
}

export const ACTIVATION_REUSED_MAIL = "activation_reused";
