const LABELS = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const LOOPBACK = /^(?:localhost|(?:[a-z0-9-]+\.)+localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const MAX_DOMAIN = 253;

/** A machine that speaks to itself: the only place where a page without https may hold a token. */
const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname);

/**
 * A domain in its one form: lower case, internationalised names as in DNS, a port only where it is not the usual one.
 * `shop.example`, `Shop.Example:8443`, `localhost:4000` are domains; addresses with a scheme or a path, wildcards and single
 * words are not. Null for what is none.
 */
export function readDomain(text: string): string | null {
  // Everything that would become another part of an address, and what URL would quietly drop.
  if (text.length > MAX_DOMAIN || /[\s/\\?#@%]|[\u0000-\u001f]/.test(text)) return null;
  const url = URL.parse(`https://${text}`);
  if (url === null || url.pathname !== "/") return null;
  const { hostname, host } = url;
  return isLoopback(hostname) || LABELS.test(hostname) ? host : null;
}

/** The domain of the page that a browser says it shows; null for an origin that can hold no token (no https, or none at all). */
export function domainOfOrigin(origin: string): string | null {
  const url = URL.parse(origin);
  if (url === null || url.origin !== origin) return null;
  const secure = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
  return secure ? readDomain(url.host) : null;
}

/** Whether a page of this origin is one of the domain: that host and port exactly, not one above or below it. */
export const isOriginOf = (origin: string, domain: string): boolean => domainOfOrigin(origin) === domain;

/** What somebody tells about where he is. */
export interface Whereabouts {
  /** As the browser says it; null when no browser does. */
  readonly origin: string | null;
  /** As the caller says it; null when he does not. */
  readonly stated: string | null;
}

export type Binding =
  | { readonly ok: true; readonly domain: string }
  | { readonly ok: false; readonly wrong: "no_domain" | "not_a_domain" | "insecure_origin" | "another_domain" };

/**
 * The domain that speaks: the browser's word before the caller's, which must not contradict it, and both before `bound`,
 * which must be the same where it is given.
 */
export function speakingDomain({ origin, stated }: Whereabouts, bound: string | null): Binding {
  const said = stated === null ? null : readDomain(stated);
  if (stated !== null && said === null) return { ok: false, wrong: "not_a_domain" };
  const seen = origin === null ? null : domainOfOrigin(origin);
  if (origin !== null && seen === null) return { ok: false, wrong: "insecure_origin" };
  const all = new Set([seen, said, bound].filter((each) => each !== null));
  const [domain] = all;
  if (domain === undefined) return { ok: false, wrong: "no_domain" };
  return all.size === 1 ? { ok: true, domain } : { ok: false, wrong: "another_domain" };
}
