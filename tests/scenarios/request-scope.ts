// Stands for "next/headers" where a server action or a page's model runs in the test's own process: Next fills it from
// the request it is serving, a test from the request it tells of.
let current = new Headers();
const jar = new Map<string, string>();

/** The request of whoever acts from now on. */
export function arrivesWith(given: Record<string, string>): void {
  current = new Headers(given);
  jar.clear();
}

/** What the browser was told to keep since then. */
export const keptCookies = (): ReadonlyMap<string, string> => jar;

export const headers = async (): Promise<Headers> => current;

export const cookies = async (): Promise<{ set(name: string, value: string): void }> => ({
  set: (name, value) => void jar.set(name, value),
});
