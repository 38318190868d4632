import type { SelectOption } from "@/components/ui/select";

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

/** How far the second step of the sign-in is. The page begins with "off" or "on"; the rest follows from what is pressed. */
export type SecondStep =
  | { kind: "off" }
  /** An app is to take this in: as a picture or by hand. */
  | { kind: "proposed"; secret: string; uri: string }
  /** Switched on a moment ago: the only time at which these are shown. */
  | { kind: "codes"; codes: readonly string[] }
  | { kind: "on"; since: string; recoveryCodesLeft: number };

/** Something that happened to the account itself, in plain words. */
export interface AccountEvent {
  id: string;
  at: string;
  words: string;
  ip: string | null;
}

export interface ReadyProfile {
  kind: "ready";
  name: string;
  email: string;
  /** Zone in which the person's own organization shows dates. */
  timeZone: string;
  zones: readonly SelectOption[];
  sessions: readonly SessionRow[];
  secondStep: SecondStep;
  /** The last few, newest first. */
  events: readonly AccountEvent[];
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

export type ProposalAnswer = Extract<SecondStep, { kind: "proposed" }> | { kind: "refused"; message: string };
export type EnableAnswer = Extract<SecondStep, { kind: "codes" }> | Refused<"code">;
export interface DisableInput {
  password: string;
  code: string;
}
export type DisableAnswer = { kind: "disabled" } | Refused<"password" | "code">;

export interface ProfileActions {
  savePerson(input: PersonInput): Promise<PersonAnswer>;
  savePassword(input: PasswordInput): Promise<PasswordAnswer>;
  proposeSecondStep(): Promise<ProposalAnswer>;
  enableSecondStep(code: string): Promise<EnableAnswer>;
  disableSecondStep(input: DisableInput): Promise<DisableAnswer>;
  endSession(id: string): Promise<SessionAnswer>;
  endOthers(): Promise<SessionAnswer>;
}
