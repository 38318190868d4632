import type { Money } from "@/components/format";

/** The plan somebody picked before signing in; it stays in view until it is bought or changed. */
export interface ChosenPlan {
  code: string;
  name: string;
  price: Money;
  interval: "month" | "year";
  trialDays: number;
  changeHref: string;
}

/** What an invitation says before it is accepted. */
export interface InvitationPeek {
  organization: string;
  role: string;
  email: string;
  invitedBy: string;
  state: "open" | "expired";
}

/** An account of the demo, with what it is there to show. */
export interface DemoLogin {
  email: string;
  password: string;
  shows: string;
}

export interface AccountContext {
  chosenPlan?: ChosenPlan;
  invitation?: InvitationPeek;
  /** Set in a demo; the accounts are listed under the form. */
  demo?: { logins: readonly DemoLogin[] };
}

export interface SignInModel extends AccountContext {
  email: string;
  /** Where to go afterwards, on this site; travels with the form. */
  next?: string;
  errors: { email?: string; password?: string; form?: string };
  signUpHref: string;
  forgotHref?: string;
  /** Where the identity is kept: here, because no outside provider is configured, or with one. */
  provider: "local" | "clerk";
}
