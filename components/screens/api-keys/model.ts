import type { PaywallModel } from "../paywall/model";

export type KeyMode = "live" | "test";

export interface ApiKeyRow {
  id: string;
  name: string;
  mode: KeyMode;
  /** The public beginning, such as weir_live_7Qm. */
  prefix: string;
  lastFour: string;
  scopes: readonly string[];
  createdBy: string;
  createdAt: string;
  lastUsedAt: string | null;
  /** Where it was used from last, as far as it is known. */
  lastUsedIp: string | null;
  /** Requests on each of the last seven days (UTC), the oldest first. */
  requestsByDay: readonly number[];
  expiresAt: string | null;
  revokedAt: string | null;
  /** When it was told to be in wrong hands. */
  leakedAt: string | null;
}

export interface ScopeChoice {
  name: string;
  description: string;
  /** Ticked when the dialog opens. */
  usual: boolean;
}

/** A key as it exists once: in this answer and nowhere afterwards. */
export interface NewKey {
  name: string;
  secret: string;
  mode: KeyMode;
  scopes: readonly string[];
  expiresAt: string | null;
  /** The key whose place it takes, and when that one ends. */
  replaces?: { until: string };
}

export interface ReadyApiKeys {
  kind: "ready";
  organizationName: string;
  timeZone: string;
  /** The business moment the page was made at. */
  asOf: string;
  keys: readonly ApiKeyRow[];
  scopes: readonly ScopeChoice[];
  mayManage: boolean;
  /** A request with a key placeholder, shown while there is no key. */
  snippet: string;
  /** A dialog that stands open when the page arrives (Cmd-K leads to `create`). */
  dialog?:
    | { kind: "create" }
    | { kind: "created"; key: NewKey }
    | { kind: "paywall"; paywall: PaywallModel }
    | { kind: "change" | "rotate" | "leak" | "revoke"; keyId: string };
}

export type ApiKeysModel =
  ReadyApiKeys | { kind: "failed"; requestId: string; retryHref: string } | { kind: "loading" };

export interface CreateKeyInput {
  name: string;
  mode: KeyMode;
  scopes: readonly string[];
  /** Days until the key expires; null for never. */
  expiresInDays: number | null;
}

export type CreateKeyAnswer =
  | { kind: "created"; key: NewKey }
  /** `paywall` where the plan has no room for another key. */
  | { kind: "refused"; errors: { name?: string; scopes?: string; form?: string }; paywall?: PaywallModel };

export interface ChangeKeyInput {
  name: string;
  scopes: readonly string[];
}

export type ChangeKeyAnswer =
  { kind: "changed" } | { kind: "refused"; errors: { name?: string; scopes?: string; form?: string } };

export type RotateKeyAnswer = { kind: "rotated"; key: NewKey } | { kind: "refused"; message: string };

export type RevokeKeyAnswer = { kind: "revoked" } | { kind: "refused"; message: string };

/** What the page wires to the use cases. All answer a refusal as a value; none throws for one. */
export interface ApiKeyActions {
  create(input: CreateKeyInput): Promise<CreateKeyAnswer>;
  change(keyId: string, input: ChangeKeyInput): Promise<ChangeKeyAnswer>;
  /** Makes the successor; the old key goes on working for so many hours. */
  rotate(keyId: string, overlapHours: number): Promise<RotateKeyAnswer>;
  revoke(keyId: string): Promise<RevokeKeyAnswer>;
  /** Revokes it because it is in wrong hands, and tells owners and admins; `where` may be empty. */
  leak(keyId: string, where: string): Promise<RevokeKeyAnswer>;
}
