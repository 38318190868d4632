/** What can be ended here, and what is in the way. */
export interface ReadyEnding {
  kind: "ready";
  /** A personal organization ends with the account that it was made with. */
  what: "organization" | "account";
  organizationName: string;
  /** What has to be typed: the organization's name, or the account's e-mail. */
  typed: string;
  /** The paid plan that has to be canceled first. */
  blockedBy?: { plan: string; href: string };
  backHref: string;
  /** The dialog stands open when the page arrives. */
  dialog?: true;
}

export type EndingModel = ReadyEnding | { kind: "failed"; requestId: string; retryHref: string };

export type EndAnswer = { kind: "ended" } | { kind: "refused"; message: string };

/** Ends it once that was typed. Answers a refusal as a value; does not throw for one. */
export type End = (typed: string) => Promise<EndAnswer>;
