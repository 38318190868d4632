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
  expiresAt: string | null;
  revokedAt: string | null;
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
  dialog?: { kind: "create" } | { kind: "created"; key: NewKey } | { kind: "revoke"; keyId: string };
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
  { kind: "created"; key: NewKey } | { kind: "refused"; errors: { name?: string; scopes?: string; form?: string } };

export type RevokeKeyAnswer = { kind: "revoked" } | { kind: "refused"; message: string };

/** What the page wires to the use cases. Both answer a refusal as a value; neither throws for one. */
export interface ApiKeyActions {
  create(input: CreateKeyInput): Promise<CreateKeyAnswer>;
  revoke(keyId: string): Promise<RevokeKeyAnswer>;
}
