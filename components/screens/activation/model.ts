/** Everything the activation screen shows. Moments are ISO 8601; the texts of codes are never in a row. */
export type ActivationMode = "live" | "test";

export interface CodeRow {
  id: string;
  /** Null: whichever domain redeems it. */
  domain: string | null;
  mode: ActivationMode;
  lastFour: string;
  createdBy: string;
  expiresAt: string;
  /** When it was ended before its time; null while it was not. */
  revokedAt: string | null;
}

export type InstallationState = "active" | "expired" | "revoked" | "reused";

export interface InstallationRow {
  id: string;
  domain: string;
  mode: ActivationMode;
  state: InstallationState;
  activatedAt: string;
  refreshedAt: string;
  /** Where it was refreshed from last, as far as it is known. */
  lastIp: string | null;
  /** When it ends by itself, or has ended. */
  endsAt: string;
}

/** A code as it exists once: in this answer and nowhere afterwards. */
export interface NewCode {
  text: string;
  domain: string | null;
  mode: ActivationMode;
  expiresAt: string;
}

export interface ReadyActivation {
  kind: "ready";
  organizationName: string;
  timeZone: string;
  /** The moment the page was made at. */
  asOf: string;
  /** Open ones, and those that ended unused lately. */
  codes: readonly CodeRow[];
  installations: readonly InstallationRow[];
  /** There are more than are shown. */
  more: boolean;
  mayManage: boolean;
  /** A few lines that redeem a code, shown while nothing is installed. */
  snippet: string;
  dialog?: { kind: "create" } | { kind: "created"; code: NewCode } | { kind: "revoke"; installationId: string };
}

export type ActivationModel =
  ReadyActivation | { kind: "failed"; requestId: string; retryHref: string } | { kind: "loading" };

export interface CreateCodeInput {
  /** Empty: whichever domain redeems it. */
  domain: string;
  mode: ActivationMode;
}

export type CreateCodeAnswer =
  { kind: "created"; code: NewCode } | { kind: "refused"; errors: { domain?: string; form?: string } };

export type RevokeAnswer = { kind: "revoked" } | { kind: "refused"; message: string };

/** What the page wires to the use cases. All answer a refusal as a value; none throws for one. */
export interface ActivationActions {
  create(input: CreateCodeInput): Promise<CreateCodeAnswer>;
  revokeCode(id: string): Promise<RevokeAnswer>;
  revokeInstallation(id: string): Promise<RevokeAnswer>;
}
