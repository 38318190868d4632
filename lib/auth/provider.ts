import type { World } from "@/lib/context";
import type { Instant } from "@/lib/kernel/time";

/** Whom a session belongs to. */
export interface SessionUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly sessionId: string;
  /** Security time. */
  readonly signedInAt: Instant;
  /** The organization that is chosen where he signed in, as our id. It is meant where none is named, and proves nothing. */
  readonly organizationId?: string;
}

/** A cookie as the door has to set it. The value is not encoded yet. */
export interface SessionCookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly httpOnly: true;
  readonly secure: boolean;
  readonly sameSite: "lax";
  /** Seconds; 0 removes the cookie. Absent: until the browser closes. */
  readonly maxAge?: number;
}

/** What every source of identity can do. */
export interface IdentityProvider {
  readonly kind: "local" | "clerk";
  /** The user of the session that these headers carry; null without a valid one. Changes nothing. */
  sessionUser(headers: Headers): Promise<SessionUser | null>;
}

/** Another's service that signs people in. Its users are ours as well, made when they first come. */
export interface ExternalIdentity {
  readonly kind: "clerk";
  /** The user of the session that these headers carry; null without a valid one. May make what it finds for the first time. */
  sessionUser(world: World, headers: Headers): Promise<SessionUser | null>;
  /** The user whom a token of such a session names, when a program sends it along by itself; null for any other text. */
  tokenUser(world: World, token: string): Promise<SessionUser | null>;
  /** Ends that session there. Returns the cookies that remove it from the browser. */
  signOut(world: World, headers: Headers): Promise<readonly SessionCookie[]>;
  /** Where somebody changes name, password and sign-ins there; null where that is not known. */
  accountHref(world: World): string | null;
}

export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  /** Address of the browser, as far as the door knows it. */
  readonly ip?: string;
  readonly userAgent?: string;
  /** The cookies with which the browser came: what was open in it ends, so that nobody hands a session to somebody else. */
  readonly cookie?: string;
}

/** An expected outcome is a value: wrong words are no fault. */
export type SignInOutcome =
  | { readonly signedIn: true; readonly userId: string; readonly cookies: readonly SessionCookie[] }
  | {
      readonly signedIn: false;
      /** The password was right and a code is asked for: the browser keeps these until it comes with one. They open nothing. */
      readonly pending?: readonly SessionCookie[];
    };

/** The embedded provider also checks passwords; with Clerk that happens at Clerk. */
export interface LocalIdentityProvider extends IdentityProvider {
  readonly kind: "local";
  /**
   * Checks e-mail and password and opens a session. Throws RATE_LIMIT_EXCEEDED (with the seconds to wait) after too many
   * attempts for the e-mail or from the address; the answer is the same whether or not the e-mail is known.
   */
  signIn(attempt: SignInAttempt): Promise<SignInOutcome>;
  /** Opens a session for somebody who has shown who he is; it asks nothing more. Returns the cookies of the browser. */
  openSession(userId: string, browser: Omit<SignInAttempt, "email" | "password">): Promise<readonly SessionCookie[]>;
  /** Ends the session of these headers. Returns the cookies that remove it from the browser, also when there was none. */
  signOut(headers: Headers): Promise<readonly SessionCookie[]>;
}
