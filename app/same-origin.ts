/**
 * Where a page on this site may send somebody afterwards: a path of ours with its query, or the fallback. A value that
 * any browser could read as another site's address is none of ours.
 */
export function ownPath(wanted: unknown, fallback: string): string {
  if (typeof wanted !== "string" || wanted.length > 2_000 || !wanted.startsWith("/") || /[\\\p{Cc}]/u.test(wanted))
    return fallback;
  const base = "http://weir.invalid";
  const url = URL.parse(wanted, base);
  if (!url || url.origin !== base || url.pathname.startsWith("//")) return fallback;
  return `${url.pathname}${url.search}`;
}

/**
 * Whether a request that changes something comes from a page of ours: its Origin is the configured one, or that of the
 * host it was sent to. A browser names the origin on every POST; a request that does not is refused.
 */
export function isOwnOrigin(headers: Headers, configured: string): boolean {
  const origin = headers.get("origin");
  const parsed = origin ? URL.parse(origin) : null;
  if (!parsed) return false;
  return parsed.origin === new URL(configured).origin || parsed.host === headers.get("host");
}
