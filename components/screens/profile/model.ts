/** One browser in which the person is signed in. Moments are ISO strings. */
export interface SessionRow {
  id: string;
  /** The browser that shows this page. */
  here: boolean;
  /** "Firefox on Linux", as far as the browser said. */
  browser: string;
  ip: string | null;
  startedAt: string;
  expiresAt: string;
}

export interface ReadyProfile {
  kind: "ready";
  name: string;
  email: string;
  /** Zone in which the person's own organization shows dates. */
  timeZone: string;
  zones: readonly string[];
  sessions: readonly SessionRow[];
  /** Where somebody else keeps name, password and sign-ins: what stands here then only shows them. */
  account: { kind: "here" } | { kind: "elsewhere"; href: string | null };
}

export type ProfileModel =
  { kind: "loading" } | { kind: "failed"; requestId: string; retryHref: string } | ReadyProfile;

export interface PersonInput {
  name: string;
  timeZone: string;
}

export interface PasswordInput {
  current: string;
  next: string;
}

type Refused<Fields extends string> = { kind: "refused"; errors: { [Field in Fields | "form"]?: string } };
export type PersonAnswer = { kind: "saved" } | Refused<"name" | "timeZone">;
export type PasswordAnswer = { kind: "saved" } | Refused<"current" | "next">;
export type SessionAnswer = { kind: "ended"; count: number } | { kind: "refused"; message: string };

export interface ProfileActions {
  savePerson(input: PersonInput): Promise<PersonAnswer>;
  savePassword(input: PasswordInput): Promise<PasswordAnswer>;
  endSession(id: string): Promise<SessionAnswer>;
  endOthers(): Promise<SessionAnswer>;
}
