import type { Admission, OpenHold, UnconfirmedHold, Usage } from "../decisions.js";

/** What a route is told when `chargeWhen` is "succeeded": units are held for it, and charged when it has succeeded. */
export type Held = (OpenHold | UnconfirmedHold) & {
  /** Charges so many units instead of those that were held; 0 gives all of them back. Call it before the response ends. */
  charge(units: number): void;
};

/** What a metered route is told. */
export type Metered = Admission | Held;

type Maybe<T> = T | Promise<T>;

export interface QuotaOptions<Req> {
  meter: string;
  /** Whole units of a request; 1 unless given. */
  units?: number | ((request: Req) => Maybe<number>);
  /** The key of a request's work; random unless given. See `Usage.key` for whom to trust with it. */
  key?: (request: Req) => Maybe<string | undefined>;
  /** The customer who asks; needed with a deployment key. Take it from your own authentication. */
  organization?: (request: Req) => Maybe<string | undefined>;
  /** Further fields of the event: endpoint, userId, subject, … */
  event?: (request: Req) => Maybe<Partial<Omit<Usage, "meter" | "units" | "key" | "organization">>>;
  /**
   * "admitted", the default: the units are taken before the route runs, and are not given back when it fails.
   * "succeeded": they are held before the route runs, charged when a whole answer below 400 has gone out, and given back
   * after any other answer, a throw or a broken connection.
   */
  chargeWhen?: "admitted" | "succeeded";
  /** With "succeeded": how long the route may take; 900 seconds unless given. Longer work is counted without its hold. */
  expiresInSeconds?: number;
  /**
   * With "succeeded": told when a route has succeeded and Weir does not count it, because it charged more than there was
   * room for, or because the settlement could not even be queued. A process warning (WeirUnsettled) unless given.
   */
  onUnsettled?: (error: Error, request: Req) => unknown;
}

/** As much of a request and a response as the middleware needs: Express, Connect and plain node:http have it. */
export interface MeteredRequest {
  weir?: Metered;
}
export interface MeteredResponse {
  statusCode: number;
  readonly destroyed: boolean;
  readonly writableFinished: boolean;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
  once(event: "close", listener: () => void): unknown;
}
