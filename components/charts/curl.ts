/** Stands for the caller's own key, so that a copied request never carries a secret. */
const KEY_PLACEHOLDER = "weir_test_…";

/** The `/v1` request that answers what a chart or table shows. `$WEIR_URL` and the key are left to the reader. */
export function curlGet(path: `/v1/${string}`, query: Readonly<Record<string, string | undefined>> = {}): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const search = new URLSearchParams(pairs).toString();
  const address = search ? `${path}?${search}` : path;
  return `curl "$WEIR_URL${address}" -H "Authorization: Bearer ${KEY_PLACEHOLDER}"`;
}

/** The request that counts the first unit of a meter, over several lines. */
export function curlFirstUsage(meter: string): string {
  const body = JSON.stringify({ meter, units: 1, idempotencyKey: "first-call" });
  return [
    `curl "$WEIR_URL/v1/usage" \\`,
    `  -H "Authorization: Bearer ${KEY_PLACEHOLDER}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${body}'`,
  ].join("\n");
}
