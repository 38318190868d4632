import type { Problem } from "../problem.js";

export { WeirError, type Problem } from "../problem.js";

/** Where an activation is kept between visits: one text. Whoever can read it can use it. */
export interface ActivationStorage {
  /** What tabs recognise the place by, so that one of them refreshes for all. */
  readonly name?: string;
  read(): string | null | Promise<string | null>;
  write(text: string): void | Promise<void>;
  clear(): void | Promise<void>;
}

export interface ActivateOptions {
  /** Address of the metering API. */
  baseUrl: string | URL;
  /** The activation code that a person has entered. Absent: goes on with what the storage holds. */
  code?: string;
  /** Outside of a browser: the domain that this is installed on. A browser says it by itself. */
  domain?: string;
  /** localStorage in a browser, memory elsewhere, unless given. */
  storage?: ActivationStorage;
  /**
   * Told when a new code is needed: nothing is stored, the installation was revoked, or it has ended. `problem.detail` says
   * why, in words for a person.
   */
  onReactivationRequired?: (problem: Problem) => void;
}

/** A plugin or site that speaks for its organization. */
export interface Activation {
  /** Whether there is something to speak with. False: a code is needed. */
  readonly active: boolean;
  /** Our id of the installation and of its organization; null while there is none. */
  readonly installation: string | null;
  readonly organization: string | null;
  /** Redeems a code that a person has entered, in place of what there was. Throws WeirError when it is not accepted. */
  redeem(code: string): Promise<void>;
  /**
   * An access token with at least some seconds left. It is refreshed in time, once however many ask, and once for all tabs
   * where the browser has Web Locks. Throws WeirError: `REACTIVATION_REQUIRED`, or `UNAVAILABLE` while Weir is away.
   */
  accessToken(): Promise<string>;
  /**
   * fetch with the token, to a path below `baseUrl`. After a 401 the token is refreshed and the request repeated once, if
   * its body can be. Throws as `accessToken` does, and what fetch throws.
   */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Refreshes by itself no more; tokens are still given when they are asked for. */
  stop(): void;
  /** Throws away what is stored. The installation itself is ended in the portal. */
  forget(): Promise<void>;
}

/**
 * Turns an activation code into an installation, or goes on with the one that the storage holds. The code works once: when
 * the answer was lost, a new one is needed. Throws WeirError when the code is not accepted.
 */
export declare function activate(options: ActivateOptions): Promise<Activation>;

/** All tabs of a site see it. Throws TypeError where there is no localStorage. */
export declare function browserStorage(name?: string): ActivationStorage;
/** For as long as the program runs. */
export declare function memoryStorage(): ActivationStorage;
