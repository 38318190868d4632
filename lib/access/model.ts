import type { Instant } from "@/lib/kernel/time";
import type { Scope } from "./permissions";

/** Live keys count as PROD; test keys as STAGING or DEV. Only PROD is billed. */
export type KeyEnvironment = "PROD" | "STAGING" | "DEV";

/** An API key as it may be shown. All moments are security time. */
export interface ApiKey {
  readonly id: string;
  /** Null for a deployment key. */
  readonly organizationId: string | null;
  readonly deployment: boolean;
  readonly environment: KeyEnvironment;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** What the key begins with, up to and including its public part's first eight digits. */
  readonly prefix: string;
  readonly lastFour: string;
  /** The actor, as the journal writes it. */
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
  readonly revokedBy: string | null;
  readonly lastUsedAt: Instant | null;
  readonly lastUsedIp: string | null;
  /** The key whose place this one took. */
  readonly rotatedFromId: string | null;
  /** When somebody told that its text is in wrong hands; it is revoked then. */
  readonly leakedAt: Instant | null;
}

export const KEY_LEAKED_MAIL = "api_key_leaked";

/** What the mail about a leaked key is about: values alone, so that it can wait in the outbox. */
export interface KeyLeakedMail {
  readonly organization: string;
  readonly keyName: string;
  /** What may be shown of it. */
  readonly hint: string;
  readonly at: string;
  readonly timeZone: string;
  /** Where it was found, as far as that was told. */
  readonly where: string | null;
  readonly lastUsedAt: string | null;
  readonly lastUsedIp: string | null;
  readonly keysUrl: string;
}

/** Who speaks when a key was accepted. */
export interface KeyPrincipal {
  readonly id: string;
  /** Null for a deployment key, which names the organization in each request. */
  readonly organizationId: string | null;
  readonly deployment: boolean;
  readonly environment: KeyEnvironment;
  readonly scopes: readonly Scope[];
  readonly name: string;
}

/** A stored key with what is needed to check one. */
export interface StoredKey extends KeyPrincipal {
  readonly secretHash: string;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
}

/** Staff that acts for a member of an organization. All moments are security time. */
export interface Impersonation {
  readonly id: string;
  readonly organizationId: string;
  readonly staffUserId: string;
  readonly onBehalfOf: string;
  /** The sign-in that it belongs to; it does not outlive it. */
  readonly sessionId: string;
  readonly reason: string;
  readonly startedAt: Instant;
  readonly expiresAt: Instant;
}

export type EndedBecause = "ended" | "expired" | "signed_out" | "revoked" | "replaced";
